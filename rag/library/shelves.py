"""Where Chroma keeps a library's vectors: in the library's folder, or on a server.

A shelf holds generations, finished or absent, as :mod:`rag.library.generations` has them for
files, and for each the revision of the ledger that it was brought to.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rag.library import seals, unset
from rag.library.chroma import Collection, embedded
from rag.library.generations import Generations, Stamp
from rag.library.history import Mark
from rag.library.journal import warn

_POSITION = "position.json"


@dataclass(frozen=True, slots=True)
class Volume:
    """A generation by its name on the shelf."""

    name: str
    stamp: Stamp
    mark: Mark
    """The ledger's revision it was begun at."""
    position: Mark | None
    """The revision it was brought to, when it was looked at; None when that cannot be read."""

    @property
    def base(self) -> int:
        return self.mark.revision


class Shelf(Protocol):
    """Any call but ``mine`` may raise one of :func:`rag.library.chroma.chroma_faults`."""

    shared: bool
    """Whether processes that do not keep it may search it."""
    address: str | None
    """Of the server; None in the folder."""

    def current(self) -> Volume | None: ...
    def open(self, volume: Volume) -> Collection: ...
    def begin(self, stamp: Stamp, mark: Mark, empty: Mark) -> tuple[Volume, Collection]: ...
    def note(self, volume: Volume, collection: Collection, mark: Mark) -> None: ...
    def broken(self, volume: Volume) -> bool: ...
    def trying(self, volume: Volume) -> AbstractContextManager[None]: ...
    def seal(self, volume: Volume) -> None: ...
    def discard(self) -> None: ...
    def mine(self) -> bool: ...
    def close(self) -> None: ...


class FolderShelf:
    """Embedded Chroma. Only the owner of the folder may open it: two processes corrupt it."""

    shared = False
    address: str | None = None

    def __init__(self, generations: Generations) -> None:
        self._generations = generations

    def current(self) -> Volume | None:
        found = self._generations.current()
        if found is None:
            return None
        return Volume(found.path.name, found.stamp, found.mark, _position(found.path))

    def open(self, volume: Volume) -> Collection:
        return embedded(self._path(volume), create=False)

    def _path(self, volume: Volume) -> Path:
        return self._generations.folder / volume.name

    def begin(self, stamp: Stamp, mark: Mark, empty: Mark) -> tuple[Volume, Collection]:
        """An empty one, at once in use: what it lacks is known from its position."""
        path = self._generations.begin()
        collection = embedded(path, create=True)
        try:
            _note(path, empty)
            self._generations.publish(path, stamp, mark)
        except BaseException:
            collection.close()
            raise
        self._generations.sweep()
        return Volume(path.name, stamp, mark, empty), collection

    def note(self, volume: Volume, collection: Collection, mark: Mark) -> None:
        _note(self._path(volume), mark)

    def broken(self, volume: Volume) -> bool:
        return seals.broken(self._path(volume))

    def trying(self, volume: Volume) -> AbstractContextManager[None]:
        return seals.trying(self._path(volume))

    def seal(self, volume: Volume) -> None:
        """When it is closed. Without a seal it is only looked at more closely."""
        with suppress(OSError):
            try:
                unset.blank(self._path(volume))
            except ValueError as error:
                warn("what was never set in a graph stays there", error=str(error))
            seals.seal(self._path(volume))

    def discard(self) -> None:
        self._generations.discard()

    def mine(self) -> bool:
        """The folder's owner is told by its lock."""
        return True

    def close(self) -> None:
        """Nothing is open."""


def _note(path: Path, mark: Mark) -> None:
    beside = path / f".{_POSITION}"
    beside.write_text(json.dumps(mark.noted), encoding="utf-8")
    beside.replace(path / _POSITION)


def _position(path: Path) -> Mark | None:
    try:
        return Mark.read(json.loads((path / _POSITION).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
