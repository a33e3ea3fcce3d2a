"""Simulates power cuts on a file system in an image; see power-cut.sh."""

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import Failed, Load, Server, lost_and_doubled, make_demo, verify

IMAGE_MEGABYTES = 640
COMMAND_SECONDS = 60
# Shorter than the 30 s after which the kernel writes dirty pages back by itself.
SECONDS_LEAST, SECONDS_MOST = 0.5, 4.0
UNSAFE = {"MAKEGOOD_UNSAFE_SYNCHRONOUS": "off"}


def command(*arguments):
    try:
        subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=COMMAND_SECONDS)
    except subprocess.CalledProcessError as error:
        raise Failed(f"{' '.join(map(str, arguments))}: {error.stderr.strip()}") from error


class Disk:
    """An ext4 file system in an image file, mounted over a loop device.

    `commit=300` keeps ext4 from writing on its own, so the image holds what the product asked to be written and no more.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.image = self.folder / "disk-0.img"
        self.mount_point = self.folder / "mount"
        self.cuts = 0
        self.mounted = False
        self.mount_point.mkdir()
        with self.image.open("wb") as image:
            image.truncate(IMAGE_MEGABYTES * 1024 * 1024)
        command("mkfs.ext4", "-q", "-F", "-m", "0", self.image)
        self.mount()

    @property
    def data(self):
        return self.mount_point / "data"

    def mount(self):
        command("mount", "-o", "loop,commit=300", self.image, self.mount_point)
        self.mounted = True

    def unmount(self):
        if self.mounted:
            command("umount", self.mount_point)
            self.mounted = False

    def flush(self):
        command("sync", "--file-system", self.mount_point)

    def cut(self, server):
        """Cuts the power: what the frozen server had not brought to the image is gone.

        The image is copied as it is, without freezing or flushing its file system; the copy is the disk after the
        reboot. Unmounting writes the rest to the old image, which is thrown away.
        """
        server.freeze()
        self.cuts += 1
        after = self.folder / f"disk-{self.cuts}.img"
        try:
            command("cp", "--sparse=always", self.image, after)
        finally:
            server.kill()
        self.unmount()
        self.image.unlink()
        self.image = after


def load_until_cut(disk, load, seconds, env=None):
    server = Server(disk.data, env)
    try:
        server.wait_until_ready()
        load.repeat_unanswered(server.port)
        load.start(server.port)
        time.sleep(seconds)
        disk.cut(server)
    finally:
        server.kill()
    load.finish()
    disk.mount()


def safe_cuts(folder, cuts, moments):
    """Every acknowledged request outlives every cut."""
    disk, load = Disk(folder), Load()
    try:
        make_demo(disk.data)
        disk.flush()
        for number in range(1, cuts + 1):
            seconds = moments.uniform(SECONDS_LEAST, SECONDS_MOST)
            before = len(load.acknowledged)
            load_until_cut(disk, load, seconds)
            verify(disk.data, load)
            added = len(load.acknowledged) - before
            print(f"cut {number:2}: after {seconds:.2f} s, {added} acknowledged, 0 lost, check clean", flush=True)
    finally:
        disk.unmount()
    if not load.acknowledged:
        raise Failed("no request was ever acknowledged, so nothing was tested")
    print(f"{cuts} cuts, {len(load.acknowledged)} acknowledged, 0 lost", flush=True)


def control(folder):
    """Without durable commits the same cut must be seen to lose requests, or the cuts above prove nothing."""
    disk, load = Disk(folder), Load()
    try:
        make_demo(disk.data)
        disk.flush()
        load_until_cut(disk, load, SECONDS_MOST, UNSAFE)
        try:
            lost = len(lost_and_doubled(disk.data, load)[0])
        except (sqlite3.DatabaseError, OSError) as error:
            print(f"control: the database cannot be read after the cut ({error})")
            lost = len(load.acknowledged)
    finally:
        disk.unmount()
    if lost == 0:
        raise Failed(
            f"the control lost none of {len(load.acknowledged)} requests: this machine does not simulate power cuts"
        )
    print(f"control without durable commits: {lost} of {len(load.acknowledged)} lost, as it must be", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=12)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("Mounting an image needs root: run it as root, on a machine with loop devices.")
    print(f"power cuts, {options.cuts} times, --seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="makegood-cut-") as folder:
        control(folder)
    with tempfile.TemporaryDirectory(prefix="makegood-cut-") as folder:
        safe_cuts(folder, options.cuts, random.Random(options.seed))


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(f"FAILED: {error}")
