-- what a county decides about submissions that are kept apart: by reason and day of receipt, never by answer

alter table submission add column replaced integer not null default 0 check (replaced in (0, 1)); -- a second took its place
alter table quarantine add column decided integer not null default 0 check (decided in (0, 1, 2)); -- 1: counted until a second took its place; 2: stays apart

create table decision (
    number integer primary key not null, -- in the order they were taken
    wave text not null references wave (id),
    ruling text not null check (ruling in ('count_late', 'keep_late', 'take_second', 'keep_first')),
    received text not null check (length(received) = 10), -- the day the submissions came in
    submissions integer not null,
    reason text not null,
    day text not null check (length(day) = 10) -- when it was decided
) strict;

create index decision_by_wave on decision (wave);

create trigger decision_stays before update on decision
begin select raise(abort, 'a decision is not changed'); end;

create trigger decision_is_kept before delete on decision
begin select raise(abort, 'a decision is not removed'); end;
