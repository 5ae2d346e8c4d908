"""A progress bar on the terminal: what, how far, how fast, how long still."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rag.progress import Progress, silent

_AFTER = 2.0  # seconds: shorter work needs no bar


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Progress]:
    """A Progress that draws on stderr once the work has taken two seconds."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    started = time.monotonic()
    begun: dict[str, float] = {}  # each stage counts its own time: fetching and storing alternate
    tasks: dict[str, object] = {}

    def show(what: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        begun.setdefault(what, now)
        if now - started < _AFTER:
            return
        bar.start()
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total, rate="")
        passed = now - begun[what]
        rate = f"{done / passed:.0f}/s" if done and passed >= 1 else ""
        bar.update(tasks[what], completed=done, total=total, rate=rate)  # type: ignore[arg-type]  # rich's TaskID is an int of its own

    try:
        yield show
    finally:
        bar.stop()
