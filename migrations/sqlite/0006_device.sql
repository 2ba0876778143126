-- tablets that the county lent out: what each may do, and how many answers it says it still holds. Nothing here stands
-- beside an answer, and no answer says which tablet it came from.

create table device (
    id text primary key not null,
    body text not null, -- name, waves, villages
    code blob unique check (length(code) = 32), -- SHA-256 of the one-time code, until it is used
    code_until integer not null, -- epoch milliseconds
    token blob unique check (length(token) = 32), -- SHA-256 of what the tablet shows from then on
    expires integer not null, -- epoch milliseconds
    made text not null check (length(made) = 10),
    enrolled text check (length(enrolled) = 10),
    revoked text check (length(revoked) = 10),
    pending integer check (pending >= 0), -- as last reported
    reported text check (length(reported) = 10)
) strict, without rowid;
