#!/bin/bash
# On the first start: the services' database, owned by a role that may do nothing else.
set -eu
psql -v ON_ERROR_STOP=1 --no-psqlrc -U postgres -d postgres -v password="$(cat /run/secrets/database)" <<'SQL'
CREATE ROLE headwater LOGIN PASSWORD :'password';
CREATE DATABASE headwater OWNER headwater;
REVOKE CONNECT ON DATABASE headwater FROM PUBLIC;
SQL
