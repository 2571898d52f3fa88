#!/usr/bin/env bash
# The sockets as clients meet them: the official socket.io-client against the built program.
# DATABASE_URL names an empty database.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/realtime"

npm ci --no-audit --no-fund --silent
exec node --test realtime.test.mjs
