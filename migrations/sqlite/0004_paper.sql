-- paper questionnaires on their way in: which sheets were printed, and what has been typed of them so far. The answers
-- stand beside the serial only until both passes agree and are taken in; then the row says that, and nothing else.

create table paper_stack (
    wave text not null references wave (id),
    first integer not null check (first > 0), -- serials first..last are printed
    last integer not null check (last >= first),
    body text not null, -- language, village, the places printed
    day text not null check (length(day) = 10),
    primary key (wave, first)
) strict, without rowid;

create table paper_sheet (
    wave text not null references wave (id),
    serial integer not null,
    first text, -- answers of the first pass
    second text, -- answers of the second pass
    id blob check (id is null or length(id) = 16), -- random, given once both passes agree
    body text, -- what is handed to the intake under that id
    taken integer not null check (taken in (0, 1)),
    primary key (wave, serial),
    check (taken = 0 or (first is null and second is null and id is null and body is null))
) strict, without rowid;
