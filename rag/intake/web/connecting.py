"""One request over one connection, to an address that was checked: httpx's transport layer.

An ``httpx.Client`` would keep cookies, read proxies and passwords from the environment, follow
redirects and log whole addresses. None of that is wanted, so its transport is used by itself.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import httpcore
import httpx

from rag.intake.web.addresses import Checked
from rag.intake.web.budget import Budget

_ADDRESSES = 3
"""Of a name with many, as many are tried."""


class Connect(Protocol):
    """Connects a socket to one address: the system's way, or a double that leads elsewhere."""

    def __call__(self, sock: socket.socket, address: str, port: int) -> None: ...


def system_connect(sock: socket.socket, address: str, port: int) -> None:
    sock.connect((address, port))


class Line:
    """Where one request goes, how long it may take, and the sockets it holds meanwhile."""

    def __init__(self, checked: Checked, budget: Budget, connect: Connect) -> None:
        self.checked, self.budget = checked, budget
        self._connect, self._held = connect, contextlib.ExitStack()

    def open(self) -> socket.socket:
        """Connected to the first checked address that answers. Raises OSError."""
        fault: OSError = ConnectionError("no address answered")
        for address in self.checked.addresses[:_ADDRESSES]:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            sock = self.held(socket.socket(family, socket.SOCK_STREAM))
            try:
                self._connect(self.patient(sock), address, self.checked.target.port)
            except OSError as error:
                fault = error
                sock.close()
            else:
                return sock
        raise fault

    def held(self, sock: socket.socket) -> socket.socket:
        """The socket, closed with this line and shut down when the fetch is ended."""
        return self._held.enter_context(self.budget.stop.holding(sock))

    def patient(self, sock: socket.socket) -> socket.socket:
        """The socket, with no more time than is left."""
        sock.settimeout(self.budget.patience())
        return sock

    def close(self) -> None:
        self._held.close()


class _Stream(httpcore.NetworkStream):
    """A socket whose every wait ends with the budget, so that dripping gains nothing."""

    def __init__(self, sock: socket.socket, line: Line) -> None:
        self._sock, self._line = sock, line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._line.patient(self._sock).recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._line.patient(self._sock).sendall(buffer)

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        # The handshake waits for the socket to be held, so that it can be ended too.
        sock = ssl_context.wrap_socket(
            self._sock, server_hostname=server_hostname, do_handshake_on_connect=False
        )
        self._line.held(sock)
        self._line.patient(sock)
        sock.do_handshake()
        return _Stream(sock, self._line)

    def get_extra_info(self, info: str) -> Any:
        return None  # asked for by pools and tunnels; there are none


class _Pinned(httpcore.NetworkBackend):
    """Connects to the checked addresses of one target and to nothing else."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        target = self._line.checked.target
        if (host, port) != (target.host, target.port):
            raise ConnectionError("another host than the one that was checked")
        return _Stream(self._line.open(), self._line)


class _Body(httpx.SyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks


class Transport(httpx.BaseTransport):
    """Sends one request and closes. Raises Unreadable at the end of its time, else OSError and
    httpcore's ProtocolError."""

    def __init__(self, line: Line, trust: ssl.SSLContext | None) -> None:
        self._line, target = line, line.checked.target
        self._connection = httpcore.HTTPConnection(
            origin=httpcore.Origin(target.scheme.encode(), target.host.encode(), target.port),
            ssl_context=trust,
            network_backend=_Pinned(line),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        target = self._line.checked.target
        answer = self._connection.handle_request(
            httpcore.Request(
                "GET",
                httpcore.URL(
                    scheme=target.scheme.encode(),
                    host=target.host.encode(),
                    port=target.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.iter_stream())
        )

    def close(self) -> None:
        self._connection.close()
        self._line.close()
