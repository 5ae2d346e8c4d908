"""A real server on loopback that answers as a test tells it to, and one that only counts.

Nothing here sleeps: what must take long waits for an event that the test sets.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

PUBLIC = "93.184.215.14"
"""A public address: what names resolve to where a test says nothing else."""


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    host: str
    headers: dict[str, str]
    """By names in lower case."""


@dataclass(frozen=True)
class Reply:
    """An answer. ``body`` in pieces is sent one by one; ``raw`` is sent instead of all else."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: dict[str, str] = field(default_factory=dict)
    kind: str | None = "text/html; charset=utf-8"
    raw: Iterable[bytes] | None = None


Route = Reply | Callable[[Asked], Reply]


def page(text: str = "A page.", **headers: str) -> Reply:
    body = f"<html><head><title>{text}</title></head><body><p>{text}</p></body></html>"
    return Reply(body=body.encode(), headers=headers)


def redirect(location: str, status: int = 302) -> Reply:
    return Reply(status, headers={"Location": location}, kind=None)


class Site:
    """Answers paths as it is told, others with 404. Runs inside ``with Site() as site``."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.released = threading.Event()
        """Set by a test to let go what drips or waits; set at the end in any case."""
        self.at_once, self.most_at_once = 0, 0
        """Requests under way, and the most there were."""
        self._routes: dict[str, list[Route]] = {}
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.002,))

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [each.path for each in self.asked]

    def serve(self, path: str, *replies: Route) -> str:
        """Answers a path, with the last reply from then on; returns the path's address."""
        self._routes[path] = list(replies)
        return self.origin + path

    def dripping(self, piece: bytes = b"x") -> Iterator[bytes]:
        """One piece after the other, slowly, until it is released."""
        while not self.released.wait(0.02):
            yield piece

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            routes = self._routes.get(asked.path, [Reply(404)])
            route = routes.pop(0) if len(routes) > 1 else routes[0]
        return route if isinstance(route, Reply) else route(asked)

    def done(self) -> None:
        with self._lock:
            self.at_once -= 1

    def wrap(self, context: Any) -> None:
        """Speaks TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle is what many tests are about."""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                self._send(site.reply(Asked(self.path, headers.get("host", ""), headers)))
            finally:
                site.done()

        def _send(self, reply: Reply) -> None:
            if reply.raw is not None:
                for piece in reply.raw:
                    self.wfile.write(piece)
                return
            self.send_response(reply.status)
            if reply.kind:
                self.send_header("Content-Type", reply.kind)
            if isinstance(reply.body, bytes) and "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in [reply.body] if isinstance(reply.body, bytes) else reply.body:
                self.wfile.write(piece)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler


class Canary:
    """Listens on loopback and counts who comes: nobody should."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def connections(self) -> int:
        """How many came so far; each waits in the queue until it is counted."""
        self._socket.setblocking(False)
        count = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                self._socket.accept()[0].close()
                count += 1
        return count

    def close(self) -> None:
        self._socket.close()


class Names:
    """A resolver: what each name resolves to, the last answer from then on; ``PUBLIC`` else."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self._answers = {host.replace("_", "."): list(each) for host, each in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self._answers.get(host, [[PUBLIC]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


class Led:
    """Connects what was checked as public to a server on loopback; everything else as it is."""

    def __init__(self, port: int, *public: str) -> None:
        self._port, self._public = port, public or (PUBLIC,)
        self.addresses: list[tuple[str, int]] = []
        """What was connected to, as it was checked."""

    def __call__(self, sock: socket.socket, address: str, port: int) -> None:
        self.addresses.append((address, port))
        led = address in self._public
        sock.connect(("127.0.0.1", self._port) if led else (address, port))
