"""What the reader's acts do: each takes the conversation and gives the page's next look.

No Gradio here: a :class:`~rag.page.looks.View` holds values and finished markup, and ``build``
hands them over.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.errors import BylineError, LibraryNotFound, NotFound, UsageError
from rag.jobs import changes_allowed
from rag.markup import Html, join
from rag.page import chrome, filterwords, talkwords, words
from rag.page.answer import turn
from rag.page.filtering import NOTHING_ELSE, Narrower, read_filters
from rag.page.keeping import Keeping
from rag.page.looks import Opening, View
from rag.page.model_form import may_set_up
from rag.page.narrowing import bounds, left_out, searched
from rag.page.offers import Offers
from rag.page.talk import Exchange, Filters, Talk, followed, paced
from rag.places import Places
from rag.types import Event

if TYPE_CHECKING:
    from rag.assistant import Rag

MOST_CHARACTERS = 2000
FIRST_OFFERED = 4
OFFERED = 2
MOST_NOTED = 5000


class Desk:
    """The reader's acts over one library. Of conversations it keeps only which are to stop."""

    def __init__(self, rag: Rag) -> None:
        self.rag = rag
        self.places = Places(rag.settings.readers, rag.settings.readers_waiting)
        self._offers = Offers(rag)
        self._keeping = Keeping(rag)
        self._stopping: set[str] = set()
        self._latest: dict[str, str] = {}

    def opened(self) -> Iterator[Opening]:
        """The first look at once, then the same with questions to begin with."""
        try:
            opening = self._opening()
            yield opening
            if opening.outlets is not None:
                yield replace(opening, first=chrome.welcome(self._offers.current()[:FIRST_OFFERED]))
        except LibraryNotFound:
            empty = chrome.empty_library(changes=changes_allowed(self.rag.settings))
            yield Opening(self._top(words.NO_ARTICLES), empty)
        except BylineError as error:
            yield Opening(self._top(None), chrome.trouble(str(error)))

    def _opening(self) -> Opening:
        held = self.rag.status()
        top = self._top(words.library(held))
        if not held.articles:
            refused, changes = len(self.rag.rejected()), changes_allowed(self.rag.settings)
            return Opening(top, chrome.empty_library(refused, changes))
        languages = filterwords.languages(held.languages)
        first = chrome.welcome(self._offers.known[:FIRST_OFFERED])
        return Opening(top, first, self.outlets(), languages)

    def outlets(self) -> tuple[tuple[str, str], ...]:
        """Label and name of each outlet to choose from, the one with most articles first."""
        sources = self.rag.sources().items()
        named = sorted(sources, key=lambda item: (-item[1], item[0].casefold()))
        return tuple((f"{name} ({n:,})", name) for name, n in named)

    def _top(self, library: str | None) -> Html:
        rag, sets_up = self.rag, may_set_up(self.rag.settings)
        return chrome.top(library, rag.mode, rag.endpoint, sets_up=sets_up, recorded=rag.recorded)

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
        reader: str = "",
        replacing: bool = False,
        narrower: Narrower = NOTHING_ELSE,
    ) -> Iterator[View]:
        """A new question, or with ``replacing`` another in place of the last. A blank one does
        nothing; a filter that cannot be read is said. ``reader`` is whose conversation it is."""
        question = question.strip()
        if not question:
            return
        try:
            filters = narrower.within(read_filters(outlets, since, until))
            _check_length(question)
        except UsageError as error:
            asked = talk.asking(question[:MOST_CHARACTERS], Filters())
            yield self._first(
                asked.with_last(Exchange(question, error=str(error)).failed(str(error)))
            )
            return
        follow = talk.instead if replacing else talk.asking
        yield from self._answered(follow(question, filters, _key()), reader)

    def again(self, talk: Talk, reader: str = "") -> Iterator[View]:
        """The last question once more."""
        if talk.last is not None:
            yield from self._answered(talk.again(_key()), reader)

    def resumed(self, talk: Talk, standing: str, reader: str) -> Talk:
        """The talk; where the server knows of none, as after a restart, the one that still stands
        on the reader's page: a question there goes on from it."""
        if not talk.exchanges and standing:
            with suppress(BylineError):
                return self._keeping.opened(standing, reader)
        return talk

    def open(self, conversation: str, reader: str, leaving: Talk | None = None) -> View:
        """A conversation as it was left, or a new one where none is named; nothing that is worked
        out for the one before it is shown any more."""
        if leaving is not None:
            self._latest.pop(_slot(leaving), None)
        if not conversation:
            return View(Talk(), Html(""), Html(""))
        try:
            talk = self._keeping.opened(conversation, reader)
        except BylineError as error:
            missing = talkwords.MISSING if isinstance(error, NotFound) else str(error)
            return View(Talk(), chrome.trouble(missing), Html(""))
        self._note(talk)
        return self._first(talk)

    def lead_on(self, talk: Talk, reader: str = "") -> Html | None:
        """The last turn with questions that lead on from it, which take a while to work out; None
        where none do, or where another was asked meanwhile."""
        last = talk.last
        if last is None or last.answer is None or not last.leads_on:
            return None
        slot, key = _slot(talk), last.key

        def wanted() -> bool:
            return self._latest.get(slot) == key and self.places.at_leisure

        narrowed = bounds(last.filters)
        further: tuple[str, ...] = ()
        with suppress(BylineError):  # what was set beside the question may be gone
            if wanted():
                further = self.rag.further(last.answer, OFFERED, wanted=wanted, **narrowed)
        if self._latest.get(slot) != key:
            return None
        return self._live(self._keeping.judged(talk, reader), further or self._offered(talk))

    def stop(self, talk: Talk) -> None:
        """The answer under way ends at its next step; its checked sentences stay."""
        if talk.last is not None and talk.last.running:
            self._stopping.add(talk.last.key)

    def _answered(self, talk: Talk, reader: str) -> Iterator[View]:
        talk = self._keeping.begun(self._keeping.judged(talk, reader), reader)
        latest = talk.exchanges[-1]
        self._note(talk)
        try:
            yield self._first(talk)
            steps = self._in_turn(latest, talk)
            for latest in paced(steps, time.monotonic):
                yield self._later(talk.with_last(latest), reader)
        except BylineError as error:
            latest = latest.failed(str(error))
            yield self._later(talk.with_last(latest), reader)
        except Exception:
            # A fault of ours: the reader is told here, the log has the rest.
            latest = latest.failed(words.BROKEN)
            yield self._later(talk.with_last(latest), reader)
            raise
        finally:
            if latest.running:  # whoever asked has left
                self._keeping.kept(talk.with_last(latest.stopped()), reader)

    def _note(self, talk: Talk) -> None:
        """This is what its reader waits for now."""
        if len(self._latest) >= MOST_NOTED:
            self._latest.pop(next(iter(self._latest)), None)
        self._latest[_slot(talk)] = talk.last.key if talk.last else ""

    def _in_turn(self, asked: Exchange, talk: Talk) -> Iterator[Exchange]:
        """The steps, once those who asked before leave room for them."""
        ticket = self.places.take()
        try:
            while ahead := self.places.ahead(ticket):
                if asked.key in self._stopping:
                    self._stopping.discard(asked.key)
                    yield asked.stopped()
                    return
                yield asked.waits(ahead)
            yield from self._steps(asked, talk)
        finally:
            self.places.give_back(ticket)

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
        yield from self.rag.stream(asked.question, history=talk.history, **bounds(asked.filters))

    def _first(self, talk: Talk) -> View:
        """The question takes its place; the turn before it joins the earlier ones."""
        earlier = enumerate(talk.earlier)
        past = join(
            turn(each, searched(self.rag, each), place=talk.place(n)) for n, each in earlier
        )
        return View(talk, self._so_far(talk), past, clear=bool(talk.last and talk.last.running))

    def _later(self, talk: Talk, reader: str) -> View:
        if talk.last is not None and not talk.last.running:
            self._keeping.kept(talk, reader)
        return View(talk, self._so_far(talk))

    def _so_far(self, talk: Talk) -> Html:
        """The last turn, before what leads on from it is worked out."""
        waits = talk.last is not None and talk.last.leads_on
        return self._live(talk, () if waits else None)

    def _live(self, talk: Talk, offered: Sequence[str] | None = None) -> Html:
        """The last turn. What leads on from an answer is worked out after it is shown."""
        last = talk.last
        if last is None:
            return Html("")
        offered = self._offered(talk) if offered is None else offered
        place = talk.place(len(talk.exchanges) - 1)
        held, undated = searched(self.rag, last), left_out(self.rag, last)
        return turn(last, held, offered=offered, latest=True, place=place, undated=undated)

    def _offered(self, talk: Talk) -> tuple[str, ...]:
        """Examples that were not asked in this conversation; they were tried over all articles."""
        last = talk.last
        if last is None or last.running or last.asks_back or last.filters:
            return ()
        asked = {exchange.question for exchange in talk.exchanges}
        return tuple(one for one in self._offers.known if one not in asked)[:OFFERED]


def _slot(talk: Talk) -> str:
    """Tells one conversation from another, kept or not."""
    return talk.id or (talk.last.key if talk.last else "")


def _key() -> str:
    return secrets.token_hex(8)


def _check_length(question: str) -> None:
    if len(question) > MOST_CHARACTERS:
        raise UsageError(words.TOO_LONG.format(most=f"{MOST_CHARACTERS:,}"))
