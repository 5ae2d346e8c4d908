"""Work that goes on beside the server, as everybody sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rag.types.answers import IngestReport
from rag.types.articles import Rejected
from rag.types.origins import Origin
from rag.types.plain import SCHEMA, plain


class JobKind(StrEnum):
    """What a piece of work does."""

    FILES = "files"
    ADDRESS = "address"
    SYNC = "sync"
    PURGE = "purge"
    VERIFY = "verify"


class InputState(StrEnum):
    """How far one input is."""

    WAITING = "waiting"
    READ = "read"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class JobInput:
    """One file or address of a piece of work, with what was refused of it."""

    name: str
    state: InputState = InputState.WAITING
    refused: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class JobStep:
    """What is being done, how much of it, and of how much where that is known."""

    what: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, as everybody sees it."""

    key: str
    kind: JobKind
    items: tuple[JobInput, ...] = ()
    origin: Origin | None = None
    """The folder or feed of a sync."""
    begun: bool = False
    step: JobStep | None = None
    finished: bool = False
    report: IngestReport | None = None
    """What became of the articles."""
    damage: tuple[str, ...] | None = None
    """What a check found; empty where all is sound."""
    error: str | None = None

    @property
    def unnamed(self) -> tuple[Rejected, ...]:
        """What was refused besides the items, such as a page of a feed."""
        known = {each for item in self.items for each in item.refused}
        rejected = () if self.report is None else self.report.rejected
        return tuple(each for each in rejected if each not in known)

    @property
    def state(self) -> str:
        """``waiting``, ``running``, ``done`` or ``failed``."""
        if self.finished:
            return "failed" if self.error else "done"
        return "running" if self.begun else "waiting"

    def to_dict(self) -> dict[str, Any]:
        """As the REST interface tells it."""
        return {
            "schema": SCHEMA,
            "id": self.key,
            "kind": self.kind.value,
            "state": self.state,
            "step": plain(self.step),
            "inputs": plain(self.items),
            "report": plain(self.report),
            "damage": plain(self.damage),
            "error": self.error,
        }
