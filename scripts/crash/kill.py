"""Kills the server at random moments while requests come in; see kill.sh."""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from harness import Failed, Load, Server, make_demo, verify

# The load runs at least and at most this long before the kill.
SECONDS_LEAST, SECONDS_MOST = 0.2, 2.5


def cycle(data, load, seconds):
    """Starts, answers what the last kill left open, takes load, dies; then looks at what is left."""
    server = Server(data)
    try:
        server.wait_until_ready()
        load.repeat_unanswered(server.port)
        load.start(server.port)
        time.sleep(seconds)
    finally:
        server.kill()
    load.finish()
    verify(data, load)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    print(f"kill -9, {options.kills} times, --seed {options.seed}", flush=True)
    moments = random.Random(options.seed)
    load = Load()
    with tempfile.TemporaryDirectory(prefix="makegood-kill-") as folder:
        data = Path(folder) / "data"
        make_demo(data)
        for number in range(1, options.kills + 1):
            seconds = moments.uniform(SECONDS_LEAST, SECONDS_MOST)
            before = len(load.acknowledged)
            cycle(data, load, seconds)
            added = len(load.acknowledged) - before
            print(f"kill {number:2}: after {seconds:.2f} s, {added} acknowledged, 0 lost, check clean", flush=True)
    if not load.acknowledged:
        raise Failed("no request was ever acknowledged, so nothing was tested")
    print(f"{options.kills} kills, {len(load.acknowledged)} acknowledged, 0 lost")


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(f"FAILED: {error}")
