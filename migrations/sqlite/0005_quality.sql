-- three coarse bits that the device judged itself (too fast 1, straight 2, helped 4), as one number; null where no
-- device judged: paper, files, plain forms, older pages. Eight values tell nobody from anybody.

alter table submission add column quality integer check (quality between 0 and 7);
alter table quarantine add column quality integer check (quality between 0 and 7);
