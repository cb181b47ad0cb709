create table polls (
    id          varchar(16)              primary key,
    stream_id   varchar(16)              not null,
    question    text                     not null,
    options     text[]                   not null,
    opened_at   timestamp with time zone not null,
    opened_by   varchar(64)              not null,
    -- When it ends by itself; null if it does not.
    ends_at     timestamp with time zone,
    media_time  timestamp with time zone,
    closed_at   timestamp with time zone,
    -- Votes of each option as they were counted while closing.
    tally       bigint[],
    check ((closed_at is null) = (tally is null))
);

create index polls_by_stream on polls (stream_id, opened_at desc, id desc);
create index polls_open on polls (stream_id) where closed_at is null;
create index polls_closed on polls (closed_at) where closed_at is not null;

-- Unique, and so the truth: one vote of each voter.
create table votes (
    poll_id   varchar(16)              not null references polls (id) on delete cascade,
    voter_id  varchar(64)              not null,
    option    smallint                 not null,
    at        timestamp with time zone not null,
    primary key (poll_id, voter_id)
);

create index votes_by_option on votes (poll_id, option);
