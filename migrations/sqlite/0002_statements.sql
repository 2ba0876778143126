-- what a township says of a finding about it: one text for each wave, area and domain, replaced until the day set for it

create table statement (
    wave text not null, -- of a round or a wave standing alone, as reports name it
    area text not null,
    domain text not null,
    body text not null,
    day text not null check (length(day) = 10), -- when it was last changed
    primary key (wave, area, domain)
) strict, without rowid;
