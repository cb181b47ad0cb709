-- Issues of a stream's health that its events told to have begun, until they tell the end.
create table stream_issues (
    stream_id char(16)    not null references live_streams on delete cascade,
    code      varchar(40) not null,
    severity  varchar(10) not null,
    message   text        not null,
    since     timestamptz not null,
    primary key (stream_id, code)
);

-- Which instance does what is to be done once.
create table leases (
    task   varchar(40) primary key,
    holder varchar(63) not null,
    until  timestamptz not null
);

create index stream_events_at on stream_events (at);
create index publish_sessions_ended on publish_sessions (ended_at) where ended_at is not null;
