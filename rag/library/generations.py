"""Folders that are finished or absent: a follower's files, built aside and then named.

``index/<follower>/CURRENT`` names the generation in use, a folder beside it. A new one is built
under another name and takes over by replacing that one small file; what was in use before stays
readable for whoever has it open, and is swept away.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.library.history import Mark

_CURRENT = "CURRENT"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a generation was built from. One with another stamp than wanted is built anew."""

    follower: str
    """The follower's own format, so that a change of fields rebuilds it."""
    library: str
    embedding: int | None
    """The ledger's embedding, for what holds vectors."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A finished folder."""

    path: Path
    stamp: Stamp
    mark: Mark
    """The ledger's revision it was begun at."""

    @property
    def base(self) -> int:
        return self.mark.revision


class Generations:
    """The generations of one follower."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Generation | None:
        """The one in use; None when there is none or its name cannot be read."""
        if self.folder.is_symlink():
            return None
        try:
            name, stamp, mark = json.loads((self.folder / _CURRENT).read_text("utf-8"))
            path = self.folder / str(name)
            return Generation(path, Stamp(**stamp), Mark.read(mark)) if path.is_dir() else None
        except (OSError, ValueError, TypeError):
            return None

    def begin(self) -> Path:
        """A new folder to build in."""
        # Nothing of anybody else's is ever swept away, nor in the way.
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        path = self.folder / secrets.token_hex(8)
        path.mkdir(parents=True)
        return path

    def publish(self, path: Path, stamp: Stamp, mark: Mark) -> Generation:
        """Makes a folder the one in use."""
        beside = self.folder / f".{_CURRENT}"
        with beside.open("w", encoding="utf-8") as file:
            json.dump([path.name, asdict(stamp), mark.noted], file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.folder / _CURRENT)
        return Generation(path, stamp, mark)

    def sweep(self) -> None:
        """Deletes what is not in use: earlier generations, and what a killed builder left."""
        used = self.current()
        if not self.folder.is_dir() or self.folder.is_symlink():
            return
        for path in self.folder.iterdir():
            if path.is_dir() and (used is None or path != used.path):
                shutil.rmtree(path, ignore_errors=True)

    def discard(self) -> None:
        """Deletes all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)
