"""The followers of one library, and this process's part in them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from rag.errors import BylineError, LibraryBusy
from rag.library import keywords
from rag.library.chroma_server import ServerShelf
from rag.library.database import Database
from rag.library.followers import Follower, Keeper
from rag.library.generations import Generations, Stamp
from rag.library.journal import warn
from rag.library.keyword_follower import KeywordFollower
from rag.library.keyword_reader import KeywordReader
from rag.library.matrix_follower import MatrixFollower
from rag.library.registry import Registration
from rag.library.servers import Servers
from rag.library.shelves import FolderShelf, Shelf
from rag.library.vectors import ChromaFollower
from rag.library.view import View

_LET_GO = 60.0
"""Seconds for the owner to build its followers anew when another process asks for it."""


class _FolderTurn:
    """Where only this folder's processes have the ledger, its owner writes to the server too."""

    def __init__(self, owns: Callable[[], bool]) -> None:
        self._owns = owns

    def mine(self) -> bool:
        return self._owns()

    def close(self) -> None:
        """The keeper lets the folder go."""


class Indexes:
    """What follows the ledger, in this folder and on a server."""

    def __init__(self, folder: Path, database: Database, library: str, servers: Servers) -> None:
        stamp = Stamp(keywords.index_format(), library, None)
        self.files = {
            name: Generations(folder / name) for name in ("keywords", "chroma", "vectors")
        }
        self.view = View(database, self.files["vectors"], library)
        self.keywords = KeywordFollower(
            database, self.files["keywords"], stamp, lambda: self.reader.forget()
        )
        self.chroma = ChromaFollower(database, self._shelf(database, library, servers), library)
        self.matrix = MatrixFollower(self.view, self.files["vectors"])
        own: list[Follower] = [self.keywords, self.matrix]
        anywhere: list[Follower] = []
        (own if servers.chroma is None else anywhere).append(self.chroma)
        if servers.ledger is not None:
            own.append(Registration(database, folder, lambda: self.keywords.revision))
        self.keeper = Keeper(folder, self.view.head, own, anywhere)
        self.reader = KeywordReader(
            database, self.files["keywords"], stamp, self.view.catalog, self.catch_up
        )

    def _shelf(self, database: Database, library: str, servers: Servers) -> Shelf:
        if servers.chroma is None:
            return FolderShelf(self.files["chroma"])
        turn = database.turn("vectors") or _FolderTurn(lambda: self.keeper.owns)
        return ServerShelf(servers.chroma, servers.chroma_token, library, turn)

    def catch_up(self) -> bool:
        """Brings the keyword index up to date if this process keeps it and can. Whether it did."""
        if not self.keeper.owns:
            return False
        try:
            self.keywords.follow(lambda: False)
        except (BylineError, OSError, ValueError) as error:  # a full disk; what was stored stays
            warn("an index fell behind", name=self.keywords.name, error=str(error))
            return False
        return True

    def revisions(self) -> dict[str, int]:
        """What each follower holds, as any process can tell."""
        return {"keywords": self.reader.revision(), "vectors": self._chroma_holds()}

    def lags(self) -> dict[str, int]:
        """How many changes each follower lacks."""
        newest = self.view.head().revision
        return {name: max(0, newest - held) for name, held in self.revisions().items()}

    def _chroma_holds(self) -> int:
        found = self.chroma.found()
        held = None if found is None else found.position
        return held.revision if held is not None and self.view.head().passed(held) else 0

    def keeps_vectors(self) -> bool:
        """Whether this process is the one to say whether Chroma is sound."""
        return self.keeper.owns and self.chroma.mine

    def renew(self, seconds: float) -> None:
        """Waits until no follower holds anything from before the ledger asked for fresh ones.

        Raises LibraryBusy when another process keeps them and does not get to it in time.
        """
        deadline = time.monotonic() + _LET_GO
        while self._old_elsewhere():
            if time.monotonic() > deadline:
                raise LibraryBusy(
                    f"the ledger is changed, but {self._elsewhere()} has not built its indexes "
                    "anew yet; end it, then run `rag verify`"
                )
            time.sleep(0.05)  # another process works; its lock and files can only be looked at
        self.keeper.settled(seconds)

    def _elsewhere(self) -> str:
        owner = None if self.keeper.owns else self.keeper.owner()
        return "the process that keeps Chroma" if owner is None else f"process {owner}"

    def _old_elsewhere(self) -> bool:
        fresh = self.view.head().fresh
        if not self.keeper.owns and any(self._old(each, fresh) for each in self.files.values()):
            return True
        if not self.chroma.shared or self.chroma.mine:
            return False
        vectors = self.chroma.found()
        return vectors is not None and vectors.base < fresh

    def _old(self, files: Generations, fresh: int) -> bool:
        found = files.current()
        return found is not None and found.base < fresh


def let_go(indexes: Indexes, database: Database) -> None:
    """Ends the keeper's thread, then the connections."""
    indexes.keeper.close()
    database.close()
