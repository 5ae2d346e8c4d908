"""Articles added and taken out from the page: one piece of work after the other, beside the server.

Every reader sees the same list of work. What is uploaded lies in the library's folder only until
it was read; the text itself is in the ledger then.
"""

from __future__ import annotations

import hashlib
import queue
import re
import secrets
import shutil
import threading
import time
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from rag.errors import BylineError, LibraryBusy, UsageError
from rag.page import addingwords as said
from rag.page.links import is_web
from rag.progress import Progress
from rag.types import IngestReport, Origin, Rejected

if TYPE_CHECKING:
    from rag.assistant import Rag

MOST_FILES = 100
MOST_BYTES = 64 << 20
"""Of one upload, all files together."""
MOST_WAITING, MOST_KEPT = 20, 20
"""Pieces of work that may wait, and that are still shown when they are done."""
_LONGEST_NAME = 120
_LEFT_OVER = 86_400
"""Seconds after which an upload that a killed server left is cleared away."""
_UNFIT = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069<>:\"|?*]")


class State(StrEnum):
    """How far one input is."""

    WAITING = "waiting"
    READ = "read"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Item:
    """One file or address of a piece of work."""

    name: str
    state: State = State.WAITING
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, as every reader sees it."""

    key: str
    title: str
    items: tuple[Item, ...] = ()
    step: str = ""
    """What is being done, how much of it, and of how much where that is known."""
    finished: bool = False
    result: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a reader sent it."""

    name: str
    content: bytes


class Adding:
    """Work on one library that takes longer than a reader waits for a page."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag
        self._folder = Path(rag.settings.index) / "uploads"
        self._guard = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._waiting: queue.Queue[tuple[str, Callable[[str], None]]] = queue.Queue(MOST_WAITING)
        self._worker: threading.Thread | None = None

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The newest first."""
        with self._guard:
            return tuple(reversed(self._jobs.values()))

    def origins(self) -> tuple[Origin, ...]:
        """The folders and feeds that can be synced: not where uploads lay. Raises what Rag does."""
        mine = self._folder.resolve().as_posix() + "/"
        return tuple(each for each in self._rag.origins() if not each.location.startswith(mine))

    def files(self, uploads: Sequence[Upload]) -> Job:
        """Adds files. Raises UsageError where there is none, LibraryBusy where too much waits."""
        given = [each for each in uploads if each.name or each.content]
        if not given:
            raise UsageError(said.NO_FILES)
        saved = [self._saved(each) for each in given]
        items = tuple(Item(path.name) for path in saved)
        job = Job(_key(), said.files(len(items)), items)
        return self._take(job, lambda key: self._ingest(key, saved))

    def address(self, written: str) -> Job:
        """Adds a page, or the pages of a feed. Raises UsageError for what is no web address: a
        reader names none of the server's own files."""
        url = written.strip()
        if not is_web(url):
            raise UsageError(said.NO_ADDRESS)
        job = Job(_key(), said.ADDRESS, (Item(url),))

        def run(key: str) -> None:
            self._report(key, self._rag.ingest(url, progress=self._told(key)))

        return self._take(job, run)

    def sync(self, origin: Origin) -> Job:
        """Makes the library equal to a folder or a feed that it came from."""
        job = Job(_key(), said.sync(said.called(origin)))

        def run(key: str) -> None:
            self._report(key, self._rag.sync(origin.location, progress=self._told(key)))

        return self._take(job, run)

    def purge(self, article_id: str) -> Job:
        """Erases an article. What it was called is not said: nothing of it shall be left."""
        job = Job(_key(), said.PURGING)

        def run(key: str) -> None:
            self._rag.remove(article_id, purge=True)
            self._change(key, result=(said.PURGED,))

        return self._take(job, run)

    def verify(self) -> Job:
        """Checks every span, hash and index."""
        job = Job(_key(), said.VERIFY)

        def run(key: str) -> None:
            damage = self._rag.verify()
            self._change(key, result=tuple(damage) or (said.SOUND,))

        return self._take(job, run)

    # --- inside ---------------------------------------------------------------------------

    def _saved(self, upload: Upload) -> Path:
        """Beside others of the same name: what has other words is another article."""
        digest = hashlib.sha256(upload.content).hexdigest()[:12]
        folder = self._folder / f"added-{digest}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / clean_name(upload.name)
        path.write_bytes(upload.content)
        return path

    def _ingest(self, key: str, saved: Sequence[Path]) -> None:
        try:
            folders = list(dict.fromkeys(path.parent for path in saved))
            self._report(key, self._rag.ingest(folders, progress=self._told(key)))
        finally:
            for path in saved:
                shutil.rmtree(path.parent, ignore_errors=True)
            with suppress(OSError):
                self._folder.rmdir()

    def _take(self, job: Job, run: Callable[[str], None]) -> Job:
        with self._guard:
            try:
                self._waiting.put_nowait((job.key, run))
            except queue.Full:
                raise LibraryBusy(said.TOO_MUCH) from None
            self._jobs[job.key] = job
            done = [each.key for each in self._jobs.values() if each.finished]
            for old in done[: max(0, len(self._jobs) - MOST_KEPT)]:
                del self._jobs[old]
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="byline-adding", daemon=True)
                self._worker.start()
        return job

    def _run(self) -> None:
        self._sweep()
        while self._one():
            pass

    def _one(self) -> bool:
        """The next piece of work; whether there is another, else this thread ends."""
        key, run = self._waiting.get()
        try:
            run(key)
        except (BylineError, OSError) as error:
            self._change(key, error=str(error))
        except Exception:  # noqa: BLE001 - a fault of ours: told here, and the log has the rest
            self._change(key, error=said.BROKEN)
            structlog.get_logger().exception("work from the page failed")
        self._change(key, finished=True, step="")
        with self._guard:
            if self._waiting.empty():
                self._worker = None
                return False
        return True

    def _sweep(self) -> None:
        """What a server that was killed left of uploads."""
        with suppress(OSError):
            for each in self._folder.iterdir():
                if time.time() - each.stat().st_mtime > _LEFT_OVER:
                    shutil.rmtree(each, ignore_errors=True)

    def _told(self, key: str) -> Progress:
        def told(what: str, done: int, total: int | None) -> None:
            self._change(key, step=said.step(what, done, total))

        return told

    def _report(self, key: str, report: IngestReport) -> None:
        with self._guard:
            items = tuple(_after(each, report.rejected) for each in self._jobs[key].items)
        known = {reason for each in items for reason in each.reasons}
        others = tuple(
            said.refused(each) for each in report.rejected if said.reason(each) not in known
        )
        self._change(key, items=items, result=(said.counts(report), *others))

    def _change(self, key: str, **fields: object) -> None:
        with self._guard:
            self._jobs[key] = replace(self._jobs[key], **fields)  # type: ignore[arg-type]  # by name


def _after(item: Item, rejected: Sequence[Rejected]) -> Item:
    """An input once it was read, with what was refused of it."""
    name = item.name
    reasons = tuple(
        said.reason(each)
        for each in rejected
        if each.location == name or each.location.endswith(f"/{name}")
    )
    whole = any(
        each.line is None and (each.location == name or each.location.endswith(f"/{name}"))
        for each in rejected
    )
    return replace(item, state=State.REJECTED if whole else State.READ, reasons=reasons)


def clean_name(given: str) -> str:
    """A file's name without folders, steering marks and leading dots; its ending stays."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    plain = _UNFIT.sub("", last.encode("utf-8", "ignore").decode()).strip()
    plain = plain.lstrip(". ") if plain.count(".") != 1 or "." in plain[1:] else f"article{plain}"
    stem, dot, ending = plain.rpartition(".") if "." in plain else (plain, "", "")
    room = _LONGEST_NAME - len(ending[:20]) - 1
    while len(stem.encode()) > room:
        stem = stem[:-1]
    return f"{stem or 'article'}{dot}{ending[:20]}" if ending else stem or "article"


def _key() -> str:
    return secrets.token_hex(6)
