"""Who keeps the followers: one process of all that have the library open, told by a lock.

The lock is the operating system's, so it is free the moment its holder is gone, however it went.
The owner's thread looks for new revisions a few times a second and brings every follower up to
date; elsewhere the same thread waits to take over.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from rag.errors import BylineError
from rag.library.journal import note, warn
from rag.library.rows import Head

_LOCK = ".owner.lock"
_OWNER = ".owner"
_PLAIN = os.O_NOFOLLOW | os.O_NONBLOCK
"""Of what may lie in its place: a link is not followed, a pipe not waited for."""
_PERIOD = 0.2
"""Seconds between two looks at the ledger's revision."""
_PAUSE = 2.0
"""Seconds to leave a follower alone that failed, for want of disk space perhaps; then doubled."""
_LONGEST_PAUSE = 60.0


class Follower(Protocol):
    """An index that follows the ledger."""

    name: str
    patience: float
    """Seconds after opening before it is first touched, unless this process stores something."""
    leisure: float
    """Seconds between two turns while this process stores articles: what each turn costs by
    itself, the embedder goes without."""

    @property
    def revision(self) -> int: ...
    def behind(self, head: Head) -> bool: ...
    def follow(self, stop: Callable[[], bool]) -> None: ...
    def discard(self) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Pause:
    seconds: float
    until: float


class Keeper:
    """This process's part in keeping the followers."""

    def __init__(
        self,
        folder: Path,
        head: Callable[[], Head],
        followers: Sequence[Follower],
        anywhere: Sequence[Follower] = (),
    ) -> None:
        """Those that follow ``anywhere`` get their turns whoever owns the folder: they know by
        themselves whether it is theirs to change something.
        """
        self._folder, self._head = folder, head
        self._followers, self._anywhere = (*followers, *anywhere), tuple(anywhere)
        self._lock = FileLock(folder / _LOCK, thread_local=False)
        self._thread = threading.Thread(target=self._run, name="byline-followers", daemon=True)
        self._stop, self._nudged = threading.Event(), threading.Event()
        self._opened = time.monotonic()
        self._paused: dict[str, _Pause] = {}
        self._eager = False
        self._storing: list[float] = []
        self._turned: dict[str, float] = {}

    def start(self) -> None:
        """Takes the lock if it is free, and begins to look."""
        self._take()
        self._thread.start()

    @property
    def owns(self) -> bool:
        """Whether this process is the one that keeps the followers."""
        return self._lock.is_locked and not self._stop.is_set()

    def owner(self) -> int | None:
        """The process id of the owner; None when nobody has the library open."""
        if self._lock.is_locked:
            return os.getpid()
        try:
            pid = _read_pid(self._folder / _OWNER)
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        return pid

    def nudge(self) -> None:
        """Something was stored: the followers shall hear of it at once."""
        self._eager = True
        self._nudged.set()

    def try_again(self) -> None:
        """One that failed gets its next turn at once: what it failed for may be over."""
        self._paused.clear()
        self.nudge()

    @contextmanager
    def at_leisure(self) -> Iterator[None]:
        """While the block stores articles, each follower lags by its ``leisure``."""
        since = time.monotonic()
        self._storing.append(since)
        try:
            yield
        finally:
            self._storing.remove(since)

    def settled(self, seconds: float) -> bool:
        """Waits until every follower this process keeps is up to date. Whether they are.

        Does not wait for one that failed.
        """
        deadline = time.monotonic() + seconds
        while self.owns and self._thread.is_alive() and time.monotonic() <= deadline:
            self.nudge()
            try:
                head = self._head()
            except BylineError:  # the next to open the library catches up
                return False
            behind = [each for each in self._followers if each.behind(head)]
            if not behind or all(each.name in self._paused for each in behind):
                return not behind
            self._stop.wait(0.02)
        return False

    def close(self) -> None:
        """Ends the thread, closes the followers and lets another process have them."""
        self._stop.set()
        self._nudged.set()
        if self._thread.is_alive():
            self._thread.join()
        for follower in self._followers:
            follower.close()
        if self._lock.is_locked:
            with suppress(OSError):
                (self._folder / _OWNER).unlink()
            self._lock.release()

    def _take(self) -> bool:
        try:
            self._lock.acquire(blocking=False)
            _write_pid(self._folder / _OWNER)
        except (Timeout, OSError):
            return self._lock.is_locked
        note("keeps the followers", folder=str(self._folder))
        return True

    def _run(self) -> None:
        while not self._stop.is_set():
            owns = self._lock.is_locked or self._take()
            if not self._round(self._followers if owns else self._anywhere):
                self._nudged.wait(_PERIOD)
                self._nudged.clear()

    def _round(self, followers: Sequence[Follower]) -> bool:
        """Gives every follower a turn. Whether one of them has more to do."""
        if not followers:
            return False
        try:
            head = self._head()
        except BylineError as error:
            note("cannot read the ledger", error=type(error).__name__)
            return False
        more = False
        for follower in followers:
            if self._due(follower) and follower.behind(head):
                more |= self._follow(follower) and follower.behind(head)
        return more

    def _due(self, follower: Follower) -> bool:
        now = time.monotonic()
        pause = self._paused.get(follower.name)
        patient = self._eager or now >= self._opened + follower.patience
        turned = max([*self._storing[:1], self._turned.get(follower.name, 0.0)])
        if self._storing and now < turned + follower.leisure:
            return False
        return patient and not self._stop.is_set() and (pause is None or now >= pause.until)

    def _follow(self, follower: Follower) -> bool:
        """Whether it went well."""
        self._turned[follower.name] = time.monotonic()
        try:
            follower.follow(self._stop.is_set)
            self._paused.pop(follower.name, None)
        except (BylineError, OSError, ValueError, RuntimeError) as error:
            warn("an index fell behind", name=follower.name, error=str(error))
            before = self._paused.get(follower.name)
            seconds = _PAUSE if before is None else min(2 * before.seconds, _LONGEST_PAUSE)
            self._paused[follower.name] = _Pause(seconds, time.monotonic() + seconds)
            return False
        return True


def _write_pid(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _PLAIN, 0o644)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(str(os.getpid()))


def _read_pid(path: Path) -> int:
    with os.fdopen(os.open(path, os.O_RDONLY | _PLAIN), encoding="utf-8") as file:
        return int(file.read(20))
