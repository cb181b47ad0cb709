-- The most that watched a stream at the same time, for each interval in which somebody did, and a zero after the last.
create table viewer_samples (
    stream_id char(16)    not null references live_streams on delete cascade,
    at        timestamptz not null,
    viewers   integer     not null,
    primary key (stream_id, at)
);
create index viewer_samples_at on viewer_samples (at);
