#!/bin/sh
# Writes the two files that are different in every deployment, then becomes nginx. Everything is written
# below /tmp, so that all else may be read-only.
set -eu

if [ -z "${API_URL:-}" ]; then
	echo 'API_URL: is required, like https://api.example.com or /api' >&2
	exit 1
fi
# What passes here can neither end a string of JSON nor a directive of nginx.
if ! printf '%s' "$API_URL" | tr '\n' ' ' |
	grep -Eqx '(https?://[A-Za-z0-9.-]+(:[0-9]+)?)?(/[A-Za-z0-9._~-]+)*/?'; then
	echo 'API_URL: must be an address like https://api.example.com, or a path like /api' >&2
	exit 1
fi

here=$(dirname "$0")
own=/tmp/postern
mkdir -p "$own/nginx"
origin=$(printf '%s' "$API_URL" | grep -Eo '^https?://[^/]+' || true)

printf '{ "apiUrl": "%s" }\n' "$API_URL" >"$own/config.json"
printf 'add_header Content-Security-Policy "connect-src %s; frame-ancestors %s" always;\n' \
	"'self'${origin:+ $origin}" "'none'" >"$own/policy.conf"

exec nginx -e stderr -p "$own/nginx/" -c "$here/nginx.conf" -g 'daemon off;'
