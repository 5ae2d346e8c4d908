"""Which articles a search may use: by outlet or credit, by day, by language, or by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import NamedTuple

from rag.errors import UnknownSource, UsageError
from rag.types import Moment

_FILLER = re.compile(r"\b(?:the|news|newspaper|agency|online)\b")
_NOT_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Filter:
    """All parts must hold. ``since`` and ``until`` are inclusive days in the article's own zone."""

    sources: tuple[str, ...] = ()
    """Outlets or credits, any of them, as :meth:`Library.resolve_source` returned them."""
    since: date | None = None
    until: date | None = None
    undated: bool = False
    """Keep articles without a date although days are set."""
    languages: tuple[str, ...] = ()
    """Any of them, as :func:`language_key` has them; an article of unknown language is in none."""
    articles: tuple[str, ...] = ()
    """Ids of the only articles that may be used; none means all."""

    @property
    def dated(self) -> bool:
        """Whether days are set."""
        return self.since is not None or self.until is not None

    @property
    def empty(self) -> bool:
        return not (self.sources or self.dated or self.languages or self.articles)

    def admits_day(self, day: int | None) -> bool:
        """Whether an article of this day passes; ``day`` is YYYYMMDD or None."""
        if not self.dated:
            return True
        if day is None:
            return self.undated
        return first_day(self) <= day <= last_day(self)


EVERYTHING = Filter()
"""Leaves nothing out."""


class Hit(NamedTuple):
    """A chunk that a search found, and how well; higher is better."""

    chunk_id: str
    score: float


def first_day(chosen: Filter) -> int:
    """The first day a filter admits as YYYYMMDD."""
    return day_number(chosen.since) if chosen.since else 1


def last_day(chosen: Filter) -> int:
    """The last day a filter admits as YYYYMMDD."""
    return day_number(chosen.until) if chosen.until else 99991231


def day_number(day: date) -> int:
    """A day as YYYYMMDD; of a datetime, the day in its own zone."""
    return day.year * 10000 + day.month * 100 + day.day


def day_of(published: Moment | None) -> int | None:
    return None if published is None else day_number(published)


def as_date(day: int) -> date:
    return date(day // 10000, day // 100 % 100, day % 100)


def instant_of(published: Moment | None) -> int | None:
    """Seconds since 1970 in UTC, for order only; a bare date counts from its midnight."""
    if published is None:
        return None
    if not isinstance(published, datetime):
        published = datetime.combine(published, time(), UTC)
    if published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    return int((published - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


def source_key(name: str) -> str:
    """Names with the same key are the same outlet: case, width and outer space do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def language_key(language: str) -> str:
    """``en`` of ``en-GB``: how an article is written, not for which country."""
    return language.strip().casefold().replace("_", "-").partition("-")[0]


def resolve_language(name: str, known: Iterable[str]) -> str:
    """The key of a language the library holds. Raises UsageError, naming those there are."""
    keys = sorted({language_key(each) for each in known})
    if language_key(name) not in keys:
        there = f"there are {', '.join(keys)}" if keys else "the language of none is known"
        raise UsageError(f"no article here is in the language '{name}'; {there}")
    return language_key(name)


def alias(name: str) -> str:
    """Looser than :func:`source_key`: "The Kyodo News" and "Kyodo" are one."""
    key = _FILLER.sub(" ", source_key(name))
    return _NOT_WORD.sub("", key) or _NOT_WORD.sub("", source_key(name))


def resolve(name: str, known: Iterable[str]) -> str:
    """The known name that is meant. Raises UnknownSource, also when an alias fits several."""
    names = tuple(known)
    by_key: Mapping[str, str] = {source_key(each): each for each in reversed(names)}
    exact = by_key.get(source_key(name))
    if exact is not None:
        return exact
    wanted = alias(name)
    meant = [each for each in by_key.values() if wanted and alias(each) == wanted]
    if len(meant) == 1:
        return meant[0]
    raise UnknownSource(name, tuple(sorted(meant)) or _near(name, by_key), names)


def _near(name: str, by_key: Mapping[str, str]) -> tuple[str, ...]:
    key = source_key(name)
    close = get_close_matches(key, by_key, n=3, cutoff=0.6)
    holding = [each for each in by_key if key and (key in each or each in key)]
    return tuple(by_key[each] for each in dict.fromkeys((*close, *holding)))[:3]
