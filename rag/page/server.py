"""uvicorn, with two habits more: it says when it is ready, and it hangs up when it is to stop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn

SECONDS_TO_FINISH = 1.0
"""How long what is under way may still take when the server is told to stop."""
SECONDS_TO_STOP = 3
"""When it stops, whatever is still open."""


class Server(uvicorn.Server):
    """An open tab holds streams that never end by themselves; a stop closes them like a reader
    who leaves."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        later = asyncio.get_running_loop().call_later(SECONDS_TO_FINISH, self._hang_up)
        try:
            await super().shutdown(sockets=sockets)
        finally:
            later.cancel()

    def _hang_up(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.close()
