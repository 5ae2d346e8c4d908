"""What the reader's acts do: each takes the conversation and gives the page's next look.

No Gradio here: a :class:`View` holds values and finished markup, and ``build`` hands them over.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from rag.errors import BylineError, LibraryNotFound, UsageError
from rag.markup import Html, join
from rag.page import chrome, filterwords, words
from rag.page.answer import turn
from rag.page.changing import changes_allowed
from rag.page.choosing import chosen_list
from rag.page.offers import Offers
from rag.page.talk import Exchange, Filters, Talk, followed, paced
from rag.types import Event, Status

if TYPE_CHECKING:
    from rag.assistant import Rag

MOST_CHARACTERS = 2000
FIRST_OFFERED = 4
OFFERED = 2


@dataclass(frozen=True, slots=True)
class View:
    """The page's next look. ``past`` None leaves the earlier turns as they stand, ``clear``
    empties the field."""

    talk: Talk
    live: Html
    past: Html | None = None
    clear: bool = False

    @property
    def running(self) -> bool:
        return self.talk.last is not None and self.talk.last.running


@dataclass(frozen=True, slots=True)
class Opening:
    """What a page shows when it is opened: its top, its first words, the outlets to choose from."""

    top: Html
    first: Html
    outlets: tuple[tuple[str, str], ...] | None = None
    """Label and name of each; None when there is nothing to ask."""
    languages: tuple[tuple[str, str], ...] = ()
    """The same of languages, where there are several."""


class Desk:
    """The reader's acts over one library. Of conversations it keeps only which are to stop."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag
        self._offers = Offers(rag)
        self._stopping: set[str] = set()

    def opened(self) -> Iterator[Opening]:
        """The first look at once, then the same with questions to begin with."""
        try:
            opening = self._opening()
            yield opening
            if opening.outlets is not None:
                yield replace(opening, first=chrome.welcome(self._offers.current()[:FIRST_OFFERED]))
        except LibraryNotFound:
            empty = chrome.empty_library(changes=changes_allowed(self._rag.settings))
            yield Opening(self._top(words.NO_ARTICLES), empty)
        except BylineError as error:
            yield Opening(self._top(None), chrome.trouble(str(error)))

    def _opening(self) -> Opening:
        held = self._rag.status()
        top = self._top(words.library(held))
        if not held.articles:
            refused, changes = len(self._rag.rejected()), changes_allowed(self._rag.settings)
            return Opening(top, chrome.empty_library(refused, changes))
        sources = self._rag.sources().items()
        named = sorted(sources, key=lambda item: (-item[1], item[0].casefold()))
        outlets = tuple((f"{name} ({n:,})", name) for name, n in named)
        languages = filterwords.languages(held.languages)
        first = chrome.welcome(self._offers.known[:FIRST_OFFERED])
        return Opening(top, first, outlets, languages)

    def _top(self, library: str | None) -> Html:
        return chrome.top(library, self._rag.mode, self._rag.endpoint)

    def warm(self) -> None:
        """What the first reader would wait for is loaded before. A missing library is no fault."""
        with suppress(BylineError):
            self._offers.current()

    def ask(
        self,
        question: str,
        outlets: Sequence[str],
        since: str | None,
        until: str | None,
        talk: Talk,
        languages: Sequence[str] = (),
        undated: bool = False,
        chosen: str | None = None,
    ) -> Iterator[View]:
        """A new question. A blank one does nothing; a filter that cannot be read is said."""
        question = question.strip()
        if not question:
            return
        try:
            filters = read_filters(outlets, since, until)
            articles = tuple(dict.fromkeys((chosen or "").split("\n"))) if chosen else ()
            filters = replace(
                filters, languages=tuple(languages), undated=undated, articles=articles
            )
            _check_length(question)
        except UsageError as error:
            asked = talk.asking(question[:MOST_CHARACTERS], Filters())
            yield self._first(
                asked.with_last(Exchange(question, error=str(error)).failed(str(error)))
            )
            return
        yield from self._answered(talk.asking(question, filters, _key()))

    def again(self, talk: Talk) -> Iterator[View]:
        """The last question once more."""
        if talk.last is not None:
            yield from self._answered(talk.again(_key()))

    def stop(self, talk: Talk) -> None:
        """The answer under way ends at its next step; its checked sentences stay."""
        if talk.last is not None and talk.last.running:
            self._stopping.add(talk.last.key)

    def _answered(self, talk: Talk) -> Iterator[View]:
        asked = talk.exchanges[-1]
        yield self._first(talk)
        latest = asked
        try:
            for latest in paced(self._steps(asked, talk), time.monotonic):
                yield self._later(talk.with_last(latest))
        except BylineError as error:
            yield self._later(talk.with_last(latest.failed(str(error))))
        except Exception:
            # A fault of ours: the reader is told here, the log has the rest.
            yield self._later(talk.with_last(latest.failed(words.BROKEN)))
            raise

    def _steps(self, asked: Exchange, talk: Talk) -> Iterator[Exchange]:
        events = self._events(asked, talk)
        try:
            for exchange in followed(asked, events):
                if asked.key in self._stopping:
                    yield exchange.stopped()
                    return
                yield exchange
        finally:
            self._stopping.discard(asked.key)
            events.close()

    def _events(self, asked: Exchange, talk: Talk) -> Generator[Event]:
        yield from self._rag.stream(
            asked.question,
            history=talk.history,
            source=asked.filters.outlets or None,
            since=asked.filters.since,
            until=asked.filters.until,
            language=asked.filters.languages or None,
            articles=asked.filters.articles or None,
            undated=asked.filters.undated,
        )

    def _first(self, talk: Talk) -> View:
        """The question takes its place; the turn before it joins the earlier ones."""
        past = join(turn(exchange, self._held(exchange)) for exchange in talk.earlier)
        return View(talk, self._live(talk), past, clear=bool(talk.last and talk.last.running))

    def _later(self, talk: Talk) -> View:
        return View(talk, self._live(talk))

    def _live(self, talk: Talk) -> Html:
        last = talk.last
        if last is None:
            return Html("")
        return turn(
            last,
            self._held(last),
            offered=self._offered(talk),
            latest=True,
            undated=self._left_out(last),
        )

    def _left_out(self, exchange: Exchange) -> int:
        """How many undated articles the days of a question left out."""
        filters = exchange.filters
        if exchange.running or filters.undated or not (filters.since or filters.until):
            return 0
        with suppress(BylineError):
            outlets, languages = filters.outlets or None, filters.languages or None
            chosen = filters.articles or None
            return self._rag.coverage(source=outlets, language=languages, articles=chosen).undated
        return 0

    def chosen(self, ids: str | None) -> tuple[int, Html]:
        """The ticked articles that are still there, counted and listed."""
        found = []
        for each in dict.fromkeys((ids or "").split("\n")) if ids else ():
            with suppress(BylineError):
                found.append(self._rag.article(each))
        return len(found), chosen_list(found)

    def _held(self, exchange: Exchange) -> str | None:
        answer = exchange.answer
        if answer is None or answer.status is not Status.NOT_FOUND:
            return None
        return words.holds(self._rag.status(), tuple(self._rag.sources()))

    def _offered(self, talk: Talk) -> tuple[str, ...]:
        """Examples that were not asked in this conversation."""
        if talk.last is None or talk.last.running or _asks_back(talk.last):
            return ()
        asked = {exchange.question for exchange in talk.exchanges}
        return tuple(one for one in self._offers.known if one not in asked)[:OFFERED]


def _asks_back(exchange: Exchange) -> bool:
    """Whether the answer offers readings of the question: nothing else is offered beside them."""
    return exchange.answer is not None and bool(exchange.answer.understood.candidates)


def _key() -> str:
    return secrets.token_hex(8)


def read_filters(outlets: Sequence[str], since: str | None, until: str | None) -> Filters:
    """The filters as set. Raises UsageError for a date that is none, or days in reverse."""
    first, last = read_day(since, words.SINCE), read_day(until, words.UNTIL)
    if first and last and first > last:
        raise UsageError(words.REVERSED.format(since=words.day(first), until=words.day(last)))
    return Filters(tuple(outlets), first, last)


def read_day(written: str | None, field: str) -> date | None:
    """A day as YYYY-MM-DD, None when left empty. Raises UsageError for anything else."""
    given = (written or "").strip()
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        said = words.NO_DAY.format(field=field, written=given[:40])
        raise UsageError(said) from None


def day_or_none(written: str | None) -> date | None:
    """A day, or None for anything that is none yet."""
    try:
        return read_day(written, "")
    except UsageError:
        return None


def _check_length(question: str) -> None:
    if len(question) > MOST_CHARACTERS:
        raise UsageError(words.TOO_LONG.format(most=f"{MOST_CHARACTERS:,}"))
