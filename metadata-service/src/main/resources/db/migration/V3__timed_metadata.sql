-- Where a record goes whose topic has it in a certain partition, such as a stream's lane.
alter table outbox add column partition integer;

-- Outside of transactions, so that no number is given twice: readers of the log drop what has a number they have had.
create sequence timed_metadata_sequence;

create table timed_metadata (
    stream_id  char(16)    not null references live_streams on delete cascade,
    id         char(16)    not null,
    sequence   bigint      not null,
    outbox_id  bigint      not null,
    event      jsonb       not null,
    created_at timestamptz not null,
    primary key (stream_id, id)
);
create index timed_metadata_sequence_of_stream on timed_metadata (stream_id, sequence desc);
create index timed_metadata_created on timed_metadata (created_at);
