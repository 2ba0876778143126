-- What Minxin remembers. Lower case and strict; absent parts of a key are '' (texts) or -1 (ages), because a
-- primary key may not hold null. Tables of residents' answers have no rowid, no time finer than a day, and no
-- index that follows their arrival.

create table setting (
    key text primary key not null,
    value text not null
) strict, without rowid;

-- what the county loads ------------------------------------------------------------------------------------------

create table area (
    code text primary key not null,
    name text not null,
    level text not null check (level in ('county', 'township', 'village')),
    parent text references area (code) deferrable initially deferred, -- may come later in the same file
    settlement text,
    aliases text not null -- divided by '|', as in the file
) strict, without rowid;

create table own_domain (
    id text primary key not null,
    body text not null
) strict, without rowid;

create table own_indicator (
    id text primary key not null
) strict, without rowid;

create table population (
    area text not null references area (code),
    year integer not null,
    sex text not null,
    age_from integer not null,
    age_to integer not null,
    population real not null,
    primary key (area, year, sex, age_from, age_to)
) strict, without rowid;

create table spending (
    area text not null references area (code),
    year integer not null,
    domain text not null,
    kind text not null,
    stage text not null,
    payer text not null,
    decides text not null,
    project text not null,
    source text not null,
    amount integer not null, -- fen
    primary key (area, year, domain, kind, stage, payer, decides, project, source)
) strict, without rowid;

create table deflator (
    year integer primary key not null,
    price_index real not null
) strict, without rowid;

create table score (
    area text not null references area (code),
    wave text not null, -- as published, e.g. 2017-20; not one of our own waves
    domain text not null,
    year integer not null,
    score real not null,
    n real,
    se real,
    primary key (area, wave, domain)
) strict, without rowid;

create table indicator (
    area text not null references area (code),
    year integer not null,
    indicator text not null,
    value real not null,
    primary key (area, year, indicator)
) strict, without rowid;

create table import_log (
    kind text not null,
    imported_at integer not null, -- epoch milliseconds
    added integer not null,
    unchanged integer not null,
    replaced integer not null
) strict;

-- what is asked ---------------------------------------------------------------------------------------------------

create table instrument_version (
    instrument text not null,
    version integer not null,
    body text not null,
    published_at integer not null,
    primary key (instrument, version)
) strict, without rowid;

create table round (
    id text primary key not null,
    opens integer not null,
    body text not null
) strict, without rowid;

create table wave (
    id text primary key not null,
    round text references round (id),
    instrument text not null,
    version integer not null,
    opens integer not null,
    closes integer not null,
    grace_until integer not null,
    body text not null, -- everything; the three dates above win over those inside
    foreign key (instrument, version) references instrument_version (instrument, version)
) strict, without rowid;

create table draft (
    id text primary key not null,
    kind text not null,
    body text not null,
    updated integer not null
) strict, without rowid;

-- what residents answered -----------------------------------------------------------------------------------------

create table submission (
    id blob primary key not null check (length(id) = 16), -- random: its order says nothing
    wave text not null references wave (id),
    version integer not null,
    hash blob not null check (length(hash) = 32),
    receipt text not null,
    lang text not null,
    mode text not null,
    day text not null check (length(day) = 10),
    area text not null,
    age text,
    sex text,
    weight real not null,
    answers text not null,
    late integer not null check (late in (0, 1))
) strict, without rowid;

create index submission_by_receipt on submission (receipt);
create index submission_by_wave on submission (wave, late); -- ends in id: pages of a wave in id order
create index submission_by_area on submission (wave, late, area); -- counts by area without reading answers

-- second payloads under a known id, until somebody resolves them
create table quarantine (
    id blob not null check (length(id) = 16),
    hash blob not null check (length(hash) = 32),
    wave text not null references wave (id),
    version integer not null,
    lang text not null,
    mode text not null,
    day text not null check (length(day) = 10),
    area text not null,
    age text,
    sex text,
    weight real not null,
    answers text not null,
    late integer not null check (late in (0, 1)),
    primary key (id, hash)
) strict, without rowid;

create index quarantine_by_wave on quarantine (wave);

create table snapshot (
    wave text primary key not null references wave (id),
    tally text not null,
    folded_at integer not null
) strict, without rowid;
