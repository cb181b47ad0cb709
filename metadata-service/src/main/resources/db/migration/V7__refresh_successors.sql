-- Which token was given out for a used one; null for one that was used before there was this column, or given up for another successor.
alter table refresh_tokens add column successor char(64);
