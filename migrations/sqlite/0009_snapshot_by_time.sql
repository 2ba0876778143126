-- When a wave was folded is asked for with every page; without this its tally, megabytes long, would be read on the way.
create index snapshot_by_time on snapshot (wave, folded_at);
