"""What an address brings along: a conversation to open, or a question with its filters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from rag.asking import MOST_ARTICLES
from rag.page.desk import MOST_CHARACTERS
from rag.page.filtering import day_or_none


class Query(Protocol):
    """What stands behind the question mark of an address."""

    def get(self, key: str, default: str = ..., /) -> str: ...
    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """Written into the page; nothing is asked before the reader asks it."""

    talk: str = ""
    question: str = ""
    outlets: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    languages: tuple[str, ...] = ()
    undated: bool = False
    articles: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: Query) -> Arrival:
        """What is no day, and what is too long, is left out."""
        days = {name: day_or_none(query.get(name, "")) for name in ("since", "until")}
        since, until = ("" if day is None else day.isoformat() for day in days.values())
        return cls(
            query.get("talk", "")[:40],
            query.get("q", "")[:MOST_CHARACTERS],
            tuple(dict.fromkeys(query.getlist("source"))),
            since,
            until,
            tuple(dict.fromkeys(query.getlist("language"))),
            query.get("undated", "") == "too",
            tuple(dict.fromkeys(query.getlist("article")))[:MOST_ARTICLES],
        )

    @property
    def days(self) -> tuple[str, str]:
        return self.since, self.until

    def known(self, names: Collection[str]) -> list[str]:
        """The outlets it names that there are."""
        return [name for name in self.outlets if name in names]

    def spoken(self, keys: Collection[str]) -> list[str]:
        """The languages it names that there are."""
        return [key for key in self.languages if key in keys]
