"""The libraries that are killed at, and how each run goes when it is not."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from schemas import as_of_schema_1
from sync.conftest import Outlet

from rag.library.embedding import Embedder

from .collection import write_after, write_before, write_feed
from .runs import Command, Ran
from .soundness import Holdings, found_again, holdings, leftovers, opened

NOTHING = "nothing"
BASES = {
    "ingest": NOTHING,
    "ingest more": "before",
    "sync": "before",
    "sync a feed": NOTHING,
    "search": "before",
    "rebuild": "before",
    "rebuild --embed": "before",
    "remove --purge": "before",
    "ingest into an old schema": "old",
    "export": "before",
    "import": NOTHING,
    "import an old schema": NOTHING,
}
"""The runs, and the library that each begins with."""


@dataclass(frozen=True)
class Clean:
    """A run that nobody killed."""

    ran: Ran
    holds: Holdings
    finds: dict[str, int]


@dataclass
class World:
    """Inputs, libraries to begin with, and clean runs."""

    folder: Path
    outlet: Outlet
    embedder: Embedder
    purged: str = ""
    """The id of the article that is purged."""
    before: Holdings = field(init=False)
    clean: dict[str, Clean] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.command = Command(self.folder / "runs")
        self.news = self.folder / "news"
        write_before(self.news)
        write_feed(self.outlet)
        base = self.folder / "before"
        ended = self.command.run(base, "ingest", str(self.news))
        assert ended.code == 3, ended.out  # one input is no article
        with opened(base, self.embedder) as library:
            self.before = holdings(library)
        (self.purged,) = (id for id in self.before.articles if "purged" in id)
        self.exported = self.folder / "exports" / "news.byline"
        self.exported.parent.mkdir()
        assert self.command.run(base, "export", str(self.exported)).code == 0
        as_of_schema_1(shutil.copy(self.exported, self.folder / "old.byline"))
        as_of_schema_1(shutil.copytree(base, self.folder / "old") / "ledger.sqlite3")
        write_after(self.news)
        with ThreadPoolExecutor(2) as pool:
            for run, ran in zip(BASES, pool.map(self._ran, BASES), strict=True):
                self.clean[run] = self._looked_at(run, ran)

    def words(self, run: str) -> list[str]:
        """What follows ``rag``."""
        if run == "remove --purge":
            return ["remove", self.purged, "--purge"]
        command, *options = run.split(" --")
        inputs = {
            "sync a feed": [self.outlet.feed],
            "search": ["the harbour council"],
            "rebuild": [],
            "export": [str(self.exported.with_name("again.byline"))],
            "import": [str(self.exported)],
            "import an old schema": [str(self.folder / "old.byline")],
        }.get(command, [str(self.news)])
        return [command.split()[0], *inputs, *(f"--{option}" for option in options)]

    def begun(self, run: str, index: Path) -> Path:
        """The library that a run begins with."""
        if BASES[run] != NOTHING:
            shutil.copytree(self.folder / BASES[run], index)
        return index

    def _ran(self, run: str) -> Ran:
        return self.command.run(self.begun(run, self._index(run)), *self.words(run))

    def _looked_at(self, run: str, ran: Ran) -> Clean:
        assert ran.code in {0, 3}, ran.out
        index = self._index(run)
        with opened(index, self.embedder) as library:
            assert library.verify() == []
            clean = Clean(ran, holdings(library), found_again(library))
        assert leftovers(index) == []
        shutil.rmtree(index)
        return clean

    def _index(self, run: str) -> Path:
        return self.folder / f"clean {run}"
