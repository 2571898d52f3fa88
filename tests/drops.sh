#!/usr/bin/env bash
# Sockets whose connections drop at random under load: nothing missed, nothing twice.
# DATABASE_URL names an empty database.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/realtime"

npm ci --no-audit --no-fund --silent
exec node --test drops.test.mjs
