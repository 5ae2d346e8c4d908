"""A job that ended with its server: what of it was read, and how to go on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from rag.errors import BylineError
from rag.types import InputState, Job, JobInput, JobKind, Rejected

if TYPE_CHECKING:
    from rag.assistant import Rag

_BEFORE = "the server was stopped before this was done"
_INPUTS = (
    f"{_BEFORE}. In the library by then: {{read}} of {{all}}. Add the same again; what is there "
    "stays as it is"
)
_OTHERS = {
    JobKind.SYNC: f"{_BEFORE}: what was read is in the library. Sync again to go on",
    JobKind.PURGE: f"{_BEFORE}. If the article is still listed, erase it again",
    JobKind.VERIFY: f"{_BEFORE}. Check again",
}


def ended(job: Job, places: Sequence[str], rag: Rag) -> Job:
    """The job as the next server shows it. ``places`` is where each input was read from."""
    items = tuple(job.items)
    with suppress(BylineError):  # a library that cannot be opened says so elsewhere
        refused = {(each.location, each.line): each for each in rag.rejected()}
        placed = zip_longest(items, places[: len(items)], fillvalue="")
        items = tuple(
            _found(item, place, tuple(refused.values()), rag)
            for item, place in placed
            if isinstance(item, JobInput)
        )
    read = sum(each.state is InputState.READ for each in items)
    n = len(items)
    said = _OTHERS.get(job.kind) or _INPUTS.format(
        read=read, all=f"{n} input" if n == 1 else f"{n} inputs"
    )
    return replace(job, items=items, step=None, finished=True, error=said)


def _found(item: JobInput, place: str, refused: Sequence[Rejected], rag: Rag) -> JobInput:
    """What became of one input. What was not read, or not to its end, still waits."""
    if place and rag.has_read(place):
        return replace(item, state=InputState.READ)
    mine = tuple(replace(each, location=item.name) for each in refused if each.location == place)
    if place and any(each.line is None for each in mine):
        return replace(item, state=InputState.REJECTED, refused=mine)
    return item
