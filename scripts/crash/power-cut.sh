#!/usr/bin/env bash
# Simulates 12 power cuts: the data lies on an ext4 image mounted over a loop device, the image is copied while the server
# stands frozen, and the server goes on from the copy. Nothing that was answered may be lost. First comes a control
# with durable commits switched off, which must lose requests: it shows that the cuts are real. Needs root.
#
#   scripts/crash/power-cut.sh [--cuts N] [--seed N]
#
# MAKEGOOD names the executable (else it is built); MAKEGOOD_LOGIN and MAKEGOOD_PASSWORD who takes the requests.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/executable.sh"
exec python3 -B "$here/power_cut.py" "$@"
