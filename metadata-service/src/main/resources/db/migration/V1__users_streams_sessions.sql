create table users (
    id            uuid primary key,
    username      varchar(64)  not null,
    password_hash varchar(255) not null,
    roles         varchar(100) not null,
    created_at    timestamptz  not null
);
create unique index users_username on users (lower(username));

create table refresh_tokens (
    token_sha256 char(64)    primary key,
    family       uuid        not null,
    user_id      uuid        not null references users on delete cascade,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create index refresh_tokens_family on refresh_tokens (family);
create index refresh_tokens_expiry on refresh_tokens (expires_at);

create table api_keys (
    id         uuid primary key,
    user_id    uuid         not null references users on delete cascade,
    name       varchar(100) not null,
    key_sha256 char(64)     not null unique,
    last_four  char(4)      not null,
    created_at timestamptz  not null,
    expires_at timestamptz
);
create index api_keys_user on api_keys (user_id, created_at desc, id desc);

create table signing_keys (
    kid        varchar(64) primary key,
    jwk        text        not null,
    created_at timestamptz not null
);

create table live_streams (
    id                          char(16)    primary key,
    owner_id                    uuid        not null references users,
    spec                        jsonb       not null,
    title                       text        not null generated always as (spec ->> 'title') stored,
    playback_policy             text        not null generated always as (spec ->> 'playbackPolicy') stored,
    status                      varchar(16) not null,
    key_sha256                  char(64)    not null unique,
    key_changed_at              timestamptz not null,
    lane                        integer,
    lane_used_at                timestamptz,
    epoch                       bigint      not null default 0,
    last_segment                bigint,
    last_discontinuity_sequence bigint,
    target_duration             integer,
    reconnect_until             timestamptz,
    event_seq                   bigint      not null default 0,
    created_at                  timestamptz not null,
    updated_at                  timestamptz not null,
    started_at                  timestamptz,
    ended_at                    timestamptz
);
create index live_streams_owner on live_streams (owner_id, created_at desc, id desc);
create index live_streams_status on live_streams (status, created_at desc, id desc);
create index live_streams_created on live_streams (created_at desc, id desc);
create index live_streams_reconnect on live_streams (reconnect_until) where status = 'RECONNECTING';

create table publish_sessions (
    id             bigint generated always as identity primary key,
    stream_id      char(16)    not null references live_streams on delete cascade,
    epoch          bigint      not null,
    node           varchar(63) not null,
    remote_address varchar(64) not null,
    granted_at     timestamptz not null,
    started_at     timestamptz,
    active_at      timestamptz,
    ended_at       timestamptz,
    reason         varchar(32),
    bytes          bigint      not null default 0,
    unique (stream_id, epoch)
);
create index publish_sessions_open on publish_sessions (stream_id) where ended_at is null;

create table stream_events (
    stream_id char(16)    not null references live_streams on delete cascade,
    seq       bigint      not null,
    type      varchar(64) not null,
    at        timestamptz not null,
    detail    jsonb       not null,
    primary key (stream_id, seq)
);

-- Rows of one stream are written under that stream's row lock, so their ids grow in the order they happened.
create table outbox (
    id    bigint generated always as identity primary key,
    topic varchar(64) not null,
    key   varchar(64) not null,
    value bytea
);
