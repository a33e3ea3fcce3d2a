# Sourced by the crash tests: sets MAKEGOOD to the executable under test, building it when none is named.
if [ -z "${MAKEGOOD:-}" ]; then
    (cd "$(dirname "${BASH_SOURCE[0]}")/../.." && cargo build --release --quiet --bin makegood)
    MAKEGOOD="${CARGO_TARGET_DIR:-$(dirname "${BASH_SOURCE[0]}")/../../target}/release/makegood"
fi
export MAKEGOOD
