-- what verified backups hold, told by whole days: nothing beside an answer says when within its day it came

create table backup_day (
    wave text not null,
    day text not null check (length(day) = 10),
    answers integer not null, -- received that day, as the backup has them
    digest blob not null check (length(digest) = 16), -- the exclusive or of their ids
    primary key (wave, day)
) strict, without rowid;

create table backup_mark (
    one integer primary key not null check (one = 1),
    through text not null check (length(through) = 10) -- the day of the newest verified backup
) strict;

create index submission_by_day on submission (wave, day); -- ends in id: within a day the order is random
