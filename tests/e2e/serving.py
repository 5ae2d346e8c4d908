"""The page, served on a free port of this machine for as long as a test needs it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import uvicorn

from rag import Rag
from rag.page.server import Server
from rag.serve import create_app, listen


class Served:
    """Starts with ``with``; ``address`` is where the page is."""

    def __init__(self, rag: Rag, *, page: bool = True) -> None:
        self.rag = rag
        self._socket = listen("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            create_app(rag, page=page), log_config=None, timeout_graceful_shutdown=3
        )
        self._server = Server(config, lambda: None)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def __enter__(self) -> Served:
        self._thread.start()
        wait_until(lambda: self._server.started)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(15)
        self._socket.close()


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Returns as soon as it is true; TimeoutError when it has not become so."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"not so within {seconds} seconds")
        threading.Event().wait(0.02)
