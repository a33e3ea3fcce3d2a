"""What the crash tests share: the server under test, its load, and the proof that nothing acknowledged was lost.

An intake is *acknowledged* once its number was read from a 201 answer. After every crash each acknowledged intake must
be there exactly once, each one without an answer at most once, and `makegood check` must find nothing. All traffic
stays on 127.0.0.1; every wait has an end.
"""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import uuid
from pathlib import Path

# What the product is called and how it is spoken to. When a route or a flag changes, it changes here.
BINARY = os.environ.get("MAKEGOOD", "target/release/makegood")
DEMO = ["demo", "--orders", "50", "--units", "200", "--no-serve"]
LOGIN = os.environ.get("MAKEGOOD_LOGIN", "agent")
PASSWORD = os.environ.get("MAKEGOOD_PASSWORD", "duixian-2026")
DATABASE = "makegood.db"
HOST = "127.0.0.1"

WRITERS = 8
REQUESTS_AT_MOST = 20_000
REQUEST_SECONDS = 10
START_SECONDS = 30
STOP_SECONDS = 20
DEMO_SECONDS = 300
CHECK_SECONDS = 300


class Failed(Exception):
    """The product broke its promise, or could not be run at all."""


def run(arguments, seconds, env=None):
    """Runs the executable to its end; answers its exit code and what it said."""
    done = subprocess.run(
        [BINARY, *arguments], capture_output=True, text=True, timeout=seconds, check=False, env=env
    )
    return done.returncode, done.stdout + done.stderr


def make_demo(data):
    code, said = run([*DEMO, "--data", str(data)], DEMO_SECONDS)
    if code != 0:
        raise Failed(f"demo ended with {code}:\n{said}")


def check(data):
    code, said = run(["check", "--data", str(data)], CHECK_SECONDS)
    if code != 0:
        raise Failed(f"check ended with {code}:\n{said}")


class Server:
    """`makegood serve` on a port of its own."""

    def __init__(self, data, env=None):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.log = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(data), "--listen", f"{HOST}:{self.port}"],
            stdout=self.log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
        )

    def wait_until_ready(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Failed(f"serve ended with {self.process.returncode}:\n{self.said()}")
            with contextlib.suppress(OSError):
                socket.create_connection((HOST, self.port), timeout=1).close()
                return
            time.sleep(0.02)
        raise Failed(f"serve did not listen within {START_SECONDS} s:\n{self.said()}")

    def freeze(self):
        """Stops it in the middle of whatever it does."""
        self.process.send_signal(signal.SIGSTOP)

    def kill(self):
        """kill -9; works on a frozen process too."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=STOP_SECONDS)

    def said(self):
        self.log.seek(0)
        return self.log.read()[-4000:]


class Client:
    """One connection, signed in, or with the session of another one."""

    def __init__(self, port, token=None):
        self.connection = http.client.HTTPConnection(HOST, port, timeout=REQUEST_SECONDS)
        self.token = token
        if token is None:
            self.sign_in()

    def call(self, method, path, body=None, headers=None):
        sent = {"Accept": "application/json", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        text = None
        if body is not None:
            text = json.dumps(body)
            sent["Content-Type"] = "application/json"
        self.connection.request(method, path, body=text, headers=sent)
        answer = self.connection.getresponse()
        said = answer.read()
        return answer, said

    def sign_in(self):
        answer, said = self.call("POST", "/api/sign-in", {"login": LOGIN, "password": PASSWORD})
        if answer.status != 200:
            raise Failed(f"sign-in answered {answer.status}: {said[:500]!r}")
        self.token = json.loads(said)["token"]

    def take_request(self, key):
        """Sends one intake; answers its number. The key makes a repetition the same intake."""
        body = {
            "name": "断电测试",
            "phone": "13800138000",
            "division": "330106",
            "address": "",
            "serial": "",
            "problem": f"crash test {key}",
        }
        answer, said = self.call("POST", "/api/requests", body, {"Idempotency-Key": key})
        if answer.status not in (200, 201):
            raise Failed(f"POST /api/requests answered {answer.status}: {said[:500]!r}")
        return json.loads(said)["number"]

    def close(self):
        self.connection.close()


class Load:
    """Writers that take requests as fast as they can until the server is gone."""

    def __init__(self):
        self.lock = threading.Lock()
        # Numbers by key of what was acknowledged, and the keys of what was never answered.
        self.acknowledged = {}
        self.unanswered = set()
        self.refused = []
        self.stopped = threading.Event()
        self.threads = []

    def start(self, port):
        self.stopped.clear()
        session = Client(port)
        session.close()
        self.threads = [
            threading.Thread(target=self._write, args=(port, session.token), daemon=True) for _ in range(WRITERS)
        ]
        for thread in self.threads:
            thread.start()

    def finish(self):
        """Waits for the writers; the server must be dead, so that none waits for an answer."""
        self.stopped.set()
        for thread in self.threads:
            thread.join(timeout=3 * REQUEST_SECONDS)
            if thread.is_alive():
                raise Failed("a writer did not end although the server is gone")
        if self.refused:
            raise Failed(self.refused[0])

    def repeat_unanswered(self, port):
        """Sends every unanswered intake again under its key: it may have been kept, and must not be kept twice."""
        if not self.unanswered:
            return
        client = Client(port)
        for key in sorted(self.unanswered):
            self.acknowledged[key] = client.take_request(key)
        client.close()
        self.unanswered.clear()

    def _write(self, port, token):
        client = Client(port, token)
        for _ in range(REQUESTS_AT_MOST):
            if self.stopped.is_set():
                break
            key = str(uuid.uuid4())
            with self.lock:
                self.unanswered.add(key)
            try:
                number = client.take_request(key)
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                break
            except Failed as error:
                self.refused.append(str(error))
                break
            with self.lock:
                self.unanswered.discard(key)
                self.acknowledged[key] = number
        client.close()


def stored_requests(data):
    """How often each intake is stored, as (number, key) pairs; read from a copy, so the data is left as it is."""
    with tempfile.TemporaryDirectory(prefix="makegood-crash-") as folder:
        for suffix in ("", "-wal"):
            source = Path(data) / (DATABASE + suffix)
            if source.exists():
                shutil.copy(source, Path(folder) / (DATABASE + suffix))
        connection = sqlite3.connect(Path(folder) / DATABASE)
        try:
            rows = connection.execute("SELECT number, body FROM request").fetchall()
        finally:
            connection.close()
    found = {}
    for number, body in rows:
        problem = json.loads(body)["taken"]["problem"]
        if problem.startswith("crash test "):
            pair = (number, problem.removeprefix("crash test "))
            found[pair] = found.get(pair, 0) + 1
    return found


def lost_and_doubled(data, load):
    """The acknowledged intakes that are gone, and the keys that are stored more than once."""
    found = stored_requests(data)
    by_key = {}
    for (_, key), count in found.items():
        by_key[key] = by_key.get(key, 0) + count
    lost = [number for key, number in load.acknowledged.items() if (number, key) not in found]
    doubled = [key for key, count in by_key.items() if count > 1]
    return lost, doubled


def verify(data, load):
    """Nothing acknowledged is lost, nothing is there twice, and the check is clean."""
    check(data)
    lost, doubled = lost_and_doubled(data, load)
    if lost:
        raise Failed(f"{len(lost)} of {len(load.acknowledged)} acknowledged requests are lost: {lost[:10]}")
    if doubled:
        raise Failed(f"{len(doubled)} requests are stored more than once: {doubled[:10]}")
