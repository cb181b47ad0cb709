-- What an encrypted stream's content keys are derived from, 32 bytes in base64url. No API tells it.
alter table live_streams add column content_secret varchar(43);
