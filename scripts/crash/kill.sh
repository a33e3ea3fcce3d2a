#!/usr/bin/env bash
# Kills `makegood serve` with kill -9 at 20 random moments while requests come in. Each time it is started again; every
# request that was answered must be there exactly once, and `makegood check` must find nothing.
#
#   scripts/crash/kill.sh [--kills N] [--seed N]
#
# MAKEGOOD names the executable (else it is built); MAKEGOOD_LOGIN and MAKEGOOD_PASSWORD who takes the requests.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/executable.sh"
exec python3 -B "$here/kill.py" "$@"
