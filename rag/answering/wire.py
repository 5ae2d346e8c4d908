"""What comes over the wire, bounded: an endpoint that sends without end fills no memory.

A line that never ends, or an error whose text never does, is read whole by the client's parser
before anybody can look at it. So bytes are counted where they arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx2  # what openai speaks through

from rag.errors import ModelError

A_TOKEN = 4096
"""Bytes of an event that carries one token; real ones take some 300."""
AT_LEAST = 1_000_000


class Bounded(httpx2.SyncByteStream):
    """A body that raises ModelError beyond its limit, or when it is packed."""

    def __init__(self, body: httpx2.SyncByteStream, limit: int, packed: bool) -> None:
        self._body, self._limit, self._packed = body, limit, packed

    def __iter__(self) -> Iterator[bytes]:
        if self._packed:
            raise ModelError("sent a compressed answer, which was not asked for")
        seen = 0
        for piece in self._body:
            seen += len(piece)
            if seen > self._limit:
                raise ModelError("kept sending past its limit")
            yield piece

    def close(self) -> None:
        self._body.close()


def bounding(max_tokens: int) -> Callable[[httpx2.Response], None]:
    """A hook for responses: the body may be as long as so many tokens could need."""
    limit = AT_LEAST + A_TOKEN * max_tokens

    def hook(response: httpx2.Response) -> None:
        if isinstance(response.stream, httpx2.SyncByteStream):
            packed = response.headers.get("content-encoding", "identity") != "identity"
            response.stream = Bounded(response.stream, limit, packed)

    return hook
