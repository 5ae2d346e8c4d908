"""The followers of one library, and this process's part in them."""

from __future__ import annotations

import time
from pathlib import Path

from rag.errors import LibraryBusy
from rag.library import keywords, vectors
from rag.library.database import Database
from rag.library.followers import Keeper
from rag.library.generations import Generations, Stamp
from rag.library.keyword_follower import KeywordFollower
from rag.library.keyword_reader import KeywordReader
from rag.library.matrix_follower import MatrixFollower
from rag.library.vectors import ChromaFollower
from rag.library.view import View

_LET_GO = 60.0
"""Seconds for the owner to build its followers anew when another process asks for it."""


class Indexes:
    """What follows the ledger in this folder."""

    def __init__(self, folder: Path, database: Database, library: str) -> None:
        stamp = Stamp(keywords.index_format(), library, None)
        self.files = {
            name: Generations(folder / name) for name in ("keywords", "chroma", "vectors")
        }
        self.view = View(database, self.files["vectors"], library)
        self.keywords = KeywordFollower(
            database, self.files["keywords"], stamp, lambda: self.reader.forget()
        )
        self.chroma = ChromaFollower(database, self.files["chroma"], library)
        self.matrix = MatrixFollower(self.view, self.files["vectors"])
        followers = (self.keywords, self.matrix, self.chroma)
        self.keeper = Keeper(folder, self.view.head, followers)
        self.reader = KeywordReader(
            database, self.files["keywords"], stamp, self.view.catalog, self.catch_up
        )

    def catch_up(self) -> bool:
        """Brings the keyword index up to date if this process keeps it. Whether it does."""
        if not self.keeper.owns:
            return False
        self.keywords.follow(lambda: False)
        return True

    def revisions(self) -> dict[str, int]:
        """What each follower holds, as any process can tell."""
        return {
            "keywords": self.reader.revision(),
            "vectors": self._chroma_holds(),
        }

    def _chroma_holds(self) -> int:
        held = vectors.position(self.files["chroma"])
        return held.revision if held is not None and self.view.head().passed(held) else 0

    def renew(self, seconds: float) -> None:
        """Waits until no follower holds anything from before the ledger asked for fresh ones.

        Raises LibraryBusy when another process keeps them and does not get to it in time.
        """
        deadline = time.monotonic() + _LET_GO
        while self._old_elsewhere():
            if time.monotonic() > deadline:
                raise LibraryBusy(
                    f"the ledger is changed, but process {self.keeper.owner()} has not built its "
                    "indexes anew yet; end it, then run `rag verify`"
                )
            time.sleep(0.05)  # another process works; its lock and files can only be looked at
        self.keeper.settled(seconds)

    def _old_elsewhere(self) -> bool:
        return not self.keeper.owns and any(self._old(each) for each in self.files.values())

    def _old(self, files: Generations) -> bool:
        found = files.current()
        return found is not None and found.base < self.view.head().fresh
