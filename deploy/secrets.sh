#!/usr/bin/env bash
# Makes the secrets that compose.yaml mounts; those that are there stay as they are.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: deploy/secrets.sh [--tls HOST]

Makes what is missing of deploy/secrets:
  database-superuser   password of PostgreSQL's superuser
  database             password of the services' own role
  admin                password of Headwater's first user, "admin"
  tls.crt, tls.key     with --tls, a self-signed certificate for HOST, to try TLS with; put yours there instead
EOF
}

dir=$(cd "$(dirname "$0")" && pwd)/secrets
host=
case ${1:-} in
  '') ;;
  --tls) host=${2:?--tls needs a host name} ;;
  -h | --help) usage; exit ;;
  *) usage >&2; exit 2 ;;
esac

# Containers read the files as another user, so they are open to all; the directory lets nobody else in.
mkdir -p "$dir"
chmod 700 "$dir"

keep() { chmod 444 "$dir/.new"; mv "$dir/.new" "$dir/$1"; echo "made deploy/secrets/$1"; }

for name in database-superuser database admin; do
  [ -s "$dir/$name" ] && continue
  # 128 bits in the letters and digits of a file with no end of line.
  head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$dir/.new"
  keep $name
done

if [ -n "$host" ] && ! [ -s "$dir/tls.key" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj "/CN=$host" \
    -addext "subjectAltName=DNS:$host,DNS:localhost,IP:127.0.0.1" -keyout "$dir/tls.key" -out "$dir/.new" 2>/dev/null
  keep tls.crt
  chmod 444 "$dir/tls.key"
  echo "made deploy/secrets/tls.key"
fi
