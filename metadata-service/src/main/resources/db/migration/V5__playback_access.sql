-- What stands in the topic playback-access, by its key. Written under one advisory lock, so that the outbox has it in the
-- order it happened. A revocation outlives its stream: tokens do too.
create table access_facts (
    key        varchar(64) primary key,
    fact       jsonb       not null,
    stream_id  char(16),
    -- When no token can meet it any more; null as long as it holds.
    expires_at timestamptz
);
create index access_facts_expiry on access_facts (expires_at) where expires_at is not null;
create index access_facts_stream on access_facts (stream_id) where stream_id is not null;

-- When the last token signed with it has expired; null for the key that signs and the one that will.
alter table signing_keys add column retire_at timestamptz;
