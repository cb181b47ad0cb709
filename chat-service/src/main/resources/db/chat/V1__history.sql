-- What was said. The id is the message's offset in chat-messages.
create table messages (
    stream_id   varchar(16)              not null,
    id          bigint                   not null,
    at          timestamp with time zone not null,
    user_id     varchar(64)              not null,
    user_name   text                     not null,
    user_role   varchar(16)              not null,
    client_id   text                     not null,
    text        text                     not null,
    mode        varchar(8)               not null,
    color       char(7)                  not null,
    media_time  timestamp with time zone,
    deleted_at  timestamp with time zone,
    deleted_by  text,
    primary key (stream_id, id)
);

create index messages_by_media_time on messages (stream_id, media_time, id)
    where media_time is not null and deleted_at is null;

create index messages_by_sender on messages (stream_id, user_id, client_id, at);

create index messages_by_age on messages (at);

-- What moderators did.
create table moderation_acts (
    id          uuid                     primary key,
    stream_id   varchar(16)              not null,
    at          timestamp with time zone not null,
    by_id       varchar(64)              not null,
    by_name     text                     not null,
    act         varchar(32)              not null,
    subject     text                     not null,
    detail      text                     not null
);

create index moderation_acts_by_stream on moderation_acts (stream_id, at desc, id desc);

-- One row: what guests' ids are made with, so that they are the same at every instance and tell no address.
create table guest_key (
    only_one boolean primary key default true check (only_one),
    key      bytea   not null check (length(key) = 32)
);
