create table webhooks (
    id              uuid          primary key,
    user_id         uuid          not null references users on delete cascade,
    url             varchar(2048) not null,
    events          text[]        not null,
    -- What deliveries are signed with, and so as it is, like signing_keys.jwk. No API tells it again.
    secret          varchar(64)   not null,
    -- Deliveries given up since one arrived.
    given_up        integer       not null default 0,
    disabled_at     timestamptz,
    disabled_reason varchar(300),
    created_at      timestamptz   not null
);
create index webhooks_user on webhooks (user_id);

-- They outlive their stream: the last one tells its end.
create table webhook_deliveries (
    id           bigint generated always as identity primary key,
    webhook_id   uuid        not null references webhooks on delete cascade,
    stream_id    char(16)    not null,
    event_id     varchar(40) not null,
    type         varchar(64) not null,
    body         text        not null,
    status       varchar(10) not null default 'PENDING',
    attempts     integer     not null default 0,
    status_code  integer,
    error        varchar(300),
    created_at   timestamptz not null,
    -- Tried again until then.
    expires_at   timestamptz not null,
    attempted_at timestamptz,
    finished_at  timestamptz
);
create index webhook_deliveries_of_webhook on webhook_deliveries (webhook_id, id desc);
create index webhook_deliveries_pending on webhook_deliveries (webhook_id, stream_id, id) where status = 'PENDING';
create index webhook_deliveries_finished on webhook_deliveries (finished_at) where finished_at is not null;

-- What a webhook is still to be told of one stream, in order: there is a row as long as a delivery is pending. Who attempts the first of
-- them puts due_at ahead, so that another does where it is never heard of again.
create table webhook_queues (
    webhook_id uuid        not null references webhooks on delete cascade,
    stream_id  char(16)    not null,
    due_at     timestamptz not null,
    primary key (webhook_id, stream_id)
);
create index webhook_queues_due on webhook_queues (due_at);
