-- what devices seal answers to: a pair for each wave, its private half wrapped by a master key that lies elsewhere

create table seal_key (
    kid text primary key not null check (length(kid) = 16),
    wave text not null references wave (id),
    number integer not null, -- the highest of a wave is the one given to devices; all of them open
    suite integer not null,
    public blob not null,
    wrapped blob not null,
    day text not null check (length(day) = 10), -- when it was made
    unique (wave, number)
) strict, without rowid;

-- opens only under the master key that wrapped the keys above
create table seal_canary (
    one integer primary key not null check (one = 1),
    canary blob not null
) strict;
