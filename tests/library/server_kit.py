"""Real servers on loopback for the length of a session: PostgreSQL and Chroma."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import psycopg
from library_kit import until

USER, PASSWORD = "byline", "a secret: with/signs"
_QUOTED = "a%20secret%3A%20with%2Fsigns"
# Nothing of a test's data need outlive a power cut.
_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _account() -> dict[str, object]:
    """Whom PostgreSQL runs as: it refuses to serve the superuser."""
    if os.getuid() != 0:
        return {}
    names = {each.pw_name for each in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _program(name: str) -> str:
    """Debian keeps the server's programs off the path, in a folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: p.parts[-3])
    return str(found[-1]) if found else shutil.which(name) or name


@dataclass
class Postgres:
    """A server of its own, that can be killed and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        account = _account()
        if account:
            for path in (self.folder, secret):
                os.chown(path, account["user"], account["group"])  # type: ignore[arg-type]
        # Sorted by a language, punctuation aside, as most servers are: what needs the order of
        # code points must say so.
        subprocess.run(
            [
                *(_program("initdb"), "-D", self.folder / "data", "-U", USER, "--no-sync"),
                *("--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8"),
                *("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US-u-ka-shifted"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **account,  # type: ignore[call-overload]
        )

    def start(self) -> None:
        command = [_program("postgres"), "-D", self.folder / "data", "-p", str(self.port)]
        options = [f"-c{name}={value}" for name, value in _OPTIONS.items()]
        self.process = subprocess.Popen(
            [*command, "-k", self.folder, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            **_account(),  # type: ignore[call-overload]
        )
        until(self._answers)

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends every connection; what was committed stays."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=PASSWORD,
            dbname="postgres",
            autocommit=True,
        )

    def address(self, schema: str, *, password: str = _QUOTED, database: str = "postgres") -> str:
        place = f"{USER}:{password}@127.0.0.1:{self.port}/{database}"
        return f"postgresql+psycopg://{place}?options=-csearch_path%3D{schema}"

    def schema(self, name: str) -> str:
        """The address of an empty library's place."""
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return self.address(name)


@dataclass
class Chroma:
    """`chroma run` on a folder, that can be killed and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        place = ["--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [program, "run", "--path", self.folder, *place],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self._answers)

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/api/v2/heartbeat")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    # Not below pytest's own folder, which only its user may enter.
    folder = Path(tempfile.mkdtemp(prefix="byline-postgres-"))
    server = Postgres(folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_chroma(folder: Path) -> Iterator[Chroma]:
    server = Chroma(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
