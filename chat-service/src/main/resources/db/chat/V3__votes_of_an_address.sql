-- What stands for the address of a guest who votes; null of an account. Until now it was all there was of a guest.
alter table votes add column address varchar(64);
update votes set address = voter_id where voter_id like 'guest-%';

create index votes_by_address on votes (poll_id, address) where address is not null;
