"""Work that takes longer than whoever asks for it waits: one piece after the other, in a thread.

The page and the REST interface share one list of it. What is uploaded lies in the library's folder
only until it was read; the text itself is in the ledger then. What a server that ended left undone
is listed by the next one, with what of it was read.
"""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from rag.addresses import is_loopback
from rag.documents.spans import is_web
from rag.ended import ended
from rag.errors import BylineError, JobNotFound, TooMuchWaiting, UsageError
from rag.pending import Pending
from rag.progress import Progress
from rag.types import IngestReport, InputState, Job, JobInput, JobKind, JobStep, Origin, Rejected
from rag.uploads import FOLDER, Upload, Uploads

if TYPE_CHECKING:
    from rag.assistant import Rag
    from rag.settings import Settings

MOST_WAITING, MOST_KEPT = 20, 20
"""Pieces of work that may wait, and that are still shown when they are done."""
NO_FILES = "no file was chosen"
NO_ADDRESS = "that is no address of a page or a feed; it begins with https:// or http://"
TOO_MUCH = "too much is waiting to be read; try again when some of it is done"
BROKEN = "something went wrong here; the server's log has the details"


def changes_allowed(settings: Settings) -> bool:
    """Whether whoever has shown no key may change the library: by the setting; where there is
    none, if it is served to this machine alone."""
    if settings.page_changes is None:
        return is_loopback(settings.host)
    return settings.page_changes


class Jobs:
    """Work on one library that takes longer than a reader waits for a page."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag
        self._uploads = Uploads(Path(rag.settings.index) / FOLDER)
        self._guard = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._waiting: queue.Queue[tuple[str, Callable[[str], None]]] = queue.Queue(MOST_WAITING)
        self._worker: threading.Thread | None = None
        self._pending = Pending(Path(rag.settings.index))
        self._ended: dict[str, Job] = {}
        left, places = self._pending.left()
        self._left, self._places = {each.key: each for each in left}, dict(places)

    @property
    def all(self) -> tuple[Job, ...]:
        """The newest first."""
        with self._guard:
            self._recall()
            return tuple(reversed(self._jobs.values()))

    def job(self, key: str) -> Job:
        """Raises JobNotFound."""
        with self._guard:
            self._recall()
            if key not in self._jobs:
                raise JobNotFound(key)
            return self._jobs[key]

    def origins(self) -> tuple[Origin, ...]:
        """The folders and feeds that can be synced: not where uploads lay. Raises what Rag does."""
        mine = self._uploads.folder.resolve().as_posix() + "/"
        return tuple(each for each in self._rag.origins() if not each.location.startswith(mine))

    def files(self, uploads: Sequence[Upload]) -> Job:
        """Adds files. Raises UsageError where there is none, TooMuchWaiting."""
        given = [each for each in uploads if each.name or each.content]
        if not given:
            raise UsageError(NO_FILES)
        saved = self._uploads.keep(given)
        job = Job(_key(), JobKind.FILES, tuple(JobInput(path.name) for path in saved))
        try:
            return self._take(job, lambda key: self._ingest(key, saved), _places(saved))
        except TooMuchWaiting:
            self._uploads.let_go(saved)
            raise

    def address(self, *written: str) -> Job:
        """Adds pages, or the pages of feeds. Raises UsageError for what is no web address: a
        reader names none of the server's own files."""
        urls = [each.strip() for each in written]
        if not urls or not all(map(is_web, urls)):
            raise UsageError(NO_ADDRESS)
        job = Job(_key(), JobKind.ADDRESS, tuple(map(JobInput, urls)))

        def run(key: str) -> None:
            self._report(key, self._rag.ingest(urls, progress=self._told(key)))

        return self._take(job, run, urls)

    def sync(self, origin: Origin) -> Job:
        """Makes the library equal to a folder or a feed that it came from."""
        job = Job(_key(), JobKind.SYNC, origin=origin)

        def run(key: str) -> None:
            self._report(key, self._rag.sync(origin.location, progress=self._told(key)))

        return self._take(job, run)

    def purge(self, article_id: str) -> Job:
        """Erases an article. What it was called is not said: nothing of it shall be left."""
        job = Job(_key(), JobKind.PURGE)

        def run(key: str) -> None:
            self._rag.remove(article_id, purge=True)
            with self._guard:  # nor shall the names of inputs that were left undone
                self._ended.clear()

        return self._take(job, run)

    def verify(self) -> Job:
        """Checks every span, hash and index."""
        job = Job(_key(), JobKind.VERIFY)

        def run(key: str) -> None:
            self._change(key, damage=tuple(self._rag.verify()))

        return self._take(job, run)

    # --- inside ---------------------------------------------------------------------------

    def _ingest(self, key: str, saved: Sequence[Path]) -> None:
        try:
            folders = list(dict.fromkeys(path.parent for path in saved))
            report = self._rag.ingest(folders, progress=self._told(key))
            # Where an upload lay for a moment is nobody's concern.
            rejected = tuple(
                replace(each, location=Path(each.location).name) for each in report.rejected
            )
            self._report(key, replace(report, rejected=rejected))
        finally:
            self._uploads.let_go(saved)

    def _recall(self) -> None:
        """What an earlier server left undone, with what of it was read: looked up once, when it is
        first asked for, since that opens the library."""
        left, self._left = self._left, {}
        for key, job in left.items():
            self._jobs[key] = ended(job, self._places.get(key, ()), self._rag)
            self._ended[key] = job

    def _keep(self) -> None:
        """On the disk: what is under way, and what the server before left undone."""
        under_way = [each for each in self._jobs.values() if not each.finished]
        self._pending.write([*self._ended.values(), *under_way], self._places)

    def _take(self, job: Job, run: Callable[[str], None], places: Iterable[str] = ()) -> Job:
        with self._guard:
            self._recall()
            try:
                self._waiting.put_nowait((job.key, run))
            except queue.Full:
                raise TooMuchWaiting(TOO_MUCH) from None
            self._jobs[job.key] = job
            done = [each.key for each in self._jobs.values() if each.finished]
            for old in done[: max(0, len(self._jobs) - MOST_KEPT)]:
                del self._jobs[old]
                self._ended.pop(old, None)
            self._places = {job.key: tuple(places)} | {
                key: kept for key, kept in self._places.items() if key in self._jobs
            }
            self._keep()
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="byline-adding", daemon=True)
                self._worker.start()
        return job

    def _run(self) -> None:
        self._uploads.sweep()
        while self._one():
            pass

    def _one(self) -> bool:
        """The next piece of work; whether there is another, else this thread ends."""
        key, run = self._waiting.get()
        self._change(key, begun=True)
        try:
            run(key)
        except (BylineError, OSError) as error:
            self._change(key, error=str(error))
        except Exception:  # noqa: BLE001 - a fault of ours: told here, and the log has the rest
            self._change(key, error=BROKEN)
            structlog.get_logger().exception("a job failed")
        self._change(key, finished=True, step=None)
        with self._guard:
            self._keep()
            if self._waiting.empty():
                self._worker = None
                return False
        return True

    def _told(self, key: str) -> Progress:
        def told(what: str, done: int, total: int | None) -> None:
            self._change(key, step=JobStep(what, done, total))
            if self._pending.is_behind:
                with self._guard:
                    self._keep()

        return told

    def _report(self, key: str, report: IngestReport) -> None:
        with self._guard:
            items = tuple(_after(each, report.rejected) for each in self._jobs[key].items)
        self._change(key, items=items, report=report)

    def _change(self, key: str, **fields: object) -> None:
        with self._guard:
            self._jobs[key] = replace(self._jobs[key], **fields)  # type: ignore[arg-type]  # by name


def _after(item: JobInput, rejected: Sequence[Rejected]) -> JobInput:
    """An input once it was read, with what was refused of it."""
    refused = tuple(each for each in rejected if each.location == item.name)
    whole = any(each.line is None for each in refused)
    return replace(item, state=InputState.REJECTED if whole else InputState.READ, refused=refused)


def _places(saved: Sequence[Path]) -> list[str]:
    """As the ledger has them."""
    return [path.resolve().as_posix() for path in saved]


def _key() -> str:
    return secrets.token_hex(6)
