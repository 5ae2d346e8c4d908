"""Chroma on a server (`chroma run`), shared by several processes on several machines.

One process over all machines writes it; every process searches it. What a collection was built
from, and the revision it was brought to, stand on the collection itself: whoever sees it knows
how far it is, also when an old copy of the server's data was put back.
"""

from __future__ import annotations

import json
import secrets
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from rag.errors import SettingsError
from rag.library.chroma import CONFIGURATION, Collection
from rag.library.database import Turn
from rag.library.generations import Stamp
from rag.library.history import Mark
from rag.library.shelves import Volume
from rag.masking import masked

_PAGE = 100
_CONNECT = 2.0
_PATIENT, _IMPATIENT = 60.0, 2.0
"""Seconds to wait for an answer: when it is written, and while somebody waits for a search."""
_PORTS = {"http": 8000, "https": 443}


class ServerShelf:
    """The collections of one library on a server. Safe to use from many threads."""

    shared = True

    def __init__(self, address: str, token: str | None, library: str, turn: Turn | None) -> None:
        """Connects to nothing yet. ``turn`` is None where the folder's lock says who writes.

        Raises SettingsError.
        """
        self.address: str | None = masked(address)
        self._place, self._token, self._turn = _place(address), token, turn
        self._prefix = f"byline-{library}-"
        self._clients: dict[float, Any] = {}

    def current(self) -> Volume | None:
        """As it stands now. While somebody waits for it: not for long."""
        found = self._collections(self._client(_IMPATIENT))
        return None if not found else _volume(found[-1])

    def open(self, volume: Volume) -> Collection:
        """To write to it; what a killed writer left beside it is deleted."""
        client = self._client(_PATIENT)
        self._sweep(client, volume.name)
        return _opened(client, volume.name)

    def to_search(self, volume: Volume) -> Collection:
        return _opened(self._client(_IMPATIENT), volume.name)

    def begin(self, stamp: Stamp, mark: Mark, empty: Mark) -> tuple[Volume, Collection]:
        """An empty one, at once in use: what it lacks is known from its position."""
        client = self._client(_PATIENT)
        # Named by the time, so that of two the later one sorts last.
        name = f"{self._prefix}{time.time_ns():020d}-{secrets.token_hex(4)}"
        chunks = client.create_collection(
            name,
            embedding_function=None,
            configuration=CONFIGURATION,
            metadata=_told(stamp, mark, empty),
        )
        self._sweep(client, name)
        return Volume(name, stamp, mark, empty), Collection(client, chunks, _nothing)

    def note(self, volume: Volume, collection: Collection, mark: Mark) -> None:
        collection.describe(_told(volume.stamp, volume.mark, mark))

    def broken(self, volume: Volume) -> bool:
        """Its files are the server's to look after."""
        return False

    def trying(self, volume: Volume) -> AbstractContextManager[None]:
        return nullcontext()

    def seal(self, volume: Volume) -> None:
        """Its files are the server's."""

    def discard(self) -> None:
        self._sweep(self._client(_PATIENT), None)

    def mine(self) -> bool:
        return self._turn is None or self._turn.mine()

    def close(self) -> None:
        if self._turn is not None:
            self._turn.close()
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def _sweep(self, client: Any, kept: str | None) -> None:
        for each in self._collections(client):
            if each.name != kept:
                client.delete_collection(each.name)

    def _collections(self, client: Any) -> list[Any]:
        """The library's own, the latest last."""
        found: list[Any] = []
        page = client.list_collections(limit=_PAGE, offset=0)
        offset = 0
        while page:
            found += [each for each in page if each.name.startswith(self._prefix)]
            offset += len(page)
            page = client.list_collections(limit=_PAGE, offset=offset)
        return sorted(found, key=lambda each: str(each.name))

    def _client(self, seconds: float) -> Any:
        client = self._clients.get(seconds)
        if client is None:
            client = self._clients[seconds] = self._connected(seconds)
        return client

    def _connected(self, seconds: float) -> Any:
        import chromadb
        import httpx

        scheme, host, port = self._place
        headers = _headers(self._token)
        # Asked first by itself: chromadb's client waits for an answer without end, and tells
        # every refusal as a plain Exception.
        shown = f"[{host}]" if ":" in host else host
        beat = f"{scheme}://{shown}:{port}/api/v2/heartbeat"
        _checked(httpx.get(beat, headers=headers, timeout=httpx.Timeout(seconds, connect=_CONNECT)))
        client = chromadb.HttpClient(
            host=host,
            port=port,
            ssl=scheme == "https",
            headers=headers,
            settings=chromadb.config.Settings(anonymized_telemetry=False),
        )
        session: Any = client._server._session  # type: ignore[attr-defined]  # it has no option
        session.timeout = httpx.Timeout(seconds, connect=_CONNECT)
        session.event_hooks = {"response": [_checked]}
        return client


def _headers(token: str | None) -> dict[str, str]:
    return {} if not token else {"Authorization": f"Bearer {token}", "X-Chroma-Token": token}


def _checked(response: Any) -> None:
    """Raises httpx.HTTPStatusError for what is no answer of Chroma's own, such as a proxy's."""
    if response.is_error:
        response.read()
        try:
            told = "error" in response.json()
        except ValueError:
            told = False
        if not told or response.status_code in (401, 403):
            response.raise_for_status()


def _place(address: str) -> tuple[str, str, int]:
    """Scheme, host and port."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = not parts.username and parts.path in ("", "/") and not parts.query
    if parts.scheme not in _PORTS or not parts.hostname or not plain:
        raise SettingsError(
            f"Chroma's address must be like http://127.0.0.1:8000, not '{masked(address)}'; check "
            "RAG_CHROMA (a token goes into RAG_CHROMA_TOKEN), or unset it to keep Chroma in the "
            "folder"
        )
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]


def _opened(client: Any, name: str) -> Collection:
    return Collection(client, client.get_collection(name, embedding_function=None), _nothing)


def _nothing() -> None:
    """The client is the shelf's."""


def _told(stamp: Stamp, mark: Mark, position: Mark) -> dict[str, str]:
    return {
        "stamp": json.dumps(asdict(stamp)),
        "base": json.dumps(mark.noted),
        "position": json.dumps(position.noted),
    }


def _volume(collection: Any) -> Volume | None:
    """None when its notes cannot be read: it is built anew then."""
    told = collection.metadata or {}
    try:
        stamp = Stamp(**json.loads(told["stamp"]))
        base, position = (Mark.read(json.loads(told[name])) for name in ("base", "position"))
        return Volume(collection.name, stamp, base, position)
    except (KeyError, ValueError, TypeError):
        return None
