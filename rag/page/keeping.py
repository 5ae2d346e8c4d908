"""A conversation on its way between the page and where it is kept.

Keeping must never cost an answer: where nothing can be kept, it is logged once, and the page goes
on as long as it is open.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from rag.errors import BylineError
from rag.page.talk import MOST_EXCHANGES, Exchange, Filters, Phase, Talk
from rag.types import Ending, Opinion, PastExchange

if TYPE_CHECKING:
    from rag.assistant import Rag

log = structlog.get_logger()
_ENDINGS = {
    Phase.DONE: Ending.ANSWERED,
    Phase.STOPPED: Ending.STOPPED,
    Phase.FAILED: Ending.FAILED,
    Phase.INTERRUPTED: Ending.INTERRUPTED,
}
_PHASES = {ending: phase for phase, ending in _ENDINGS.items()}


class Keeping:
    """The conversations of one library's readers, as the page needs them."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag
        self._told = False

    def begun(self, talk: Talk, reader: str) -> Talk:
        """The talk, its last question on the disk: should the server go now, it is there again."""
        if not reader or talk.last is None:
            return talk
        try:
            kept = self._rag.conversations(reader)
            if not talk.id and kept.on:
                talk = talk.named(kept.begin(talk.last.question))
        except BylineError as error:
            return self._not_kept(talk, error)
        self.kept(talk, reader)
        return talk

    def kept(self, talk: Talk, reader: str) -> None:
        """Its last exchange is on the disk as it stands; one still under way as interrupted."""
        if not reader or not talk.id or talk.last is None:
            return
        try:
            at = talk.dropped + len(talk.exchanges) - 1
            self._rag.conversations(reader).keep(talk.id, at, past_of(talk.last))
        except BylineError as error:
            self._not_kept(talk, error)

    def judged(self, talk: Talk, reader: str) -> Talk:
        """The talk with what the reader said of its answers, which is told elsewhere."""
        if not reader or not talk.id:
            return talk
        try:
            held = self._rag.conversations(reader).opinions(talk.id)
        except BylineError as error:
            return self._not_kept(talk, error)
        numbered = enumerate(talk.exchanges, talk.dropped)
        return replace(talk, exchanges=tuple(_judged(each, held.get(n)) for n, each in numbered))

    def opened(self, conversation: str, reader: str) -> Talk:
        """A conversation as it was left. Raises what Rag raises."""
        held = self._rag.conversations(reader).load(conversation)
        dropped = max(len(held.exchanges) - MOST_EXCHANGES, 0)
        shown = tuple(exchange_of(each) for each in held.exchanges[dropped:])
        return Talk(shown, held.id, dropped)

    def _not_kept(self, talk: Talk, error: BylineError) -> Talk:
        if not self._told:
            self._told = True
            log.warning("conversations are not kept", reason=str(error))
        return talk


def _judged(exchange: Exchange, given: tuple[Opinion, str] | None) -> Exchange:
    return exchange if given is None else replace(exchange, opinion=given[0], note=given[1])


def past_of(exchange: Exchange) -> PastExchange:
    """An exchange as it is kept."""
    return PastExchange(
        exchange.question,
        _ENDINGS.get(exchange.phase, Ending.INTERRUPTED),
        exchange.filters.outlets,
        exchange.filters.since,
        exchange.filters.until,
        exchange.answer,
        exchange.sentences,
        exchange.citations,
        exchange.removed,
        exchange.error,
        exchange.opinion,
        exchange.note,
        languages=exchange.filters.languages,
        undated=exchange.filters.undated,
        articles=exchange.filters.articles,
    )


def exchange_of(past: PastExchange) -> Exchange:
    """An exchange as it is shown again."""
    return Exchange(
        past.question,
        Filters(past.outlets, past.since, past.until, past.languages, past.undated, past.articles),
        _PHASES[past.ending],
        past.sentences,
        past.citations,
        past.removed,
        answer=past.answer,
        error=past.error,
        opinion=past.opinion,
        note=past.note,
        fates=past.fates,
    )
