#!/usr/bin/env bash
# A newcomer's first minutes: `osta up` makes the demo world in an empty database, `osta journey`
# plays a booking of each kind, Ctrl-C stops everything, and a second start is ready at once.
# DATABASE_URL names an empty database.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

osta=${CARGO_TARGET_DIR:-target}/debug/osta
port=${OSTA_JOURNEY_PORT:-18080}
home=$(mktemp -d)
export OSTA_HOME=$home
up=

finish() {
  if [[ -n $up ]] && kill -0 "$up" 2>/dev/null; then kill -INT "$up" && wait "$up" || true; fi
  rm -rf "$home"
}
trap finish EXIT

start() {
  local began=$SECONDS
  "$osta" up --port "$port" >"$home/up.log" 2>&1 &
  up=$!
  until curl -fsS "http://127.0.0.1:$port/readyz" >/dev/null 2>&1; do
    if ! kill -0 "$up" 2>/dev/null || ((SECONDS - began > 120)); then
      cat "$home/up.log"
      echo "osta up did not become ready" >&2
      exit 1
    fi
    sleep 0.2
  done
  echo "osta up was ready after $((SECONDS - began)) s"
}

stop() {
  kill -INT "$up"
  if ! wait "$up"; then
    cat "$home/up.log"
    echo "osta up did not stop cleanly" >&2
    exit 1
  fi
  up=
}

start
cat "$home/up.log"
"$osta" journey --url "http://127.0.0.1:$port"
"$osta" journey --url "http://127.0.0.1:$port" --inspection
stop
start
stop
if grep -E 'ERROR|panicked' "$home/up.log"; then
  echo "osta up logged errors" >&2
  exit 1
fi
