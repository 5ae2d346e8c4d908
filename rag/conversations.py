"""Conversations with one library: each reader's own, kept with their answers as they were given.

What is read again is held against the ledger: an article that has changed or gone since is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rag.errors import ConversationsUnavailable, NotFound
from rag.library.talks import Row, Talk, Talks
from rag.types import (
    Answer,
    Citation,
    Conversation,
    ConversationLine,
    Fate,
    Opinion,
    PastExchange,
    Quoted,
    Turn,
    plain,
    quoted_of,
    restored,
)

if TYPE_CHECKING:
    from rag.library.library import Library

_PARTIAL = ("sentences", "citations", "removed")
LISTED = 200


class Conversations:
    """One reader's conversations. Every method raises ConversationsUnavailable when they cannot be
    kept here, and ConversationNotFound for an id that is not one of this reader's."""

    def __init__(
        self, talks: Talks, library: Library, reader: str, covered: Callable[[Any], Any]
    ) -> None:
        """``covered`` makes of a JSON value one without secrets."""
        self._talks, self._library, self._reader = talks, library, reader
        self._covered = covered

    @property
    def on(self) -> bool:
        """Whether any are kept: the setting may say that none are."""
        return self._talks.on

    def begin(self, question: str) -> str:
        """A new conversation, named by its first question; its id."""
        return self._talks.begin(self._reader, self._covered(question))

    def keep(self, conversation: str, n: int, exchange: PastExchange) -> None:
        """Exchange n, from 0, in place of one that stood there; those after it go. It is on the
        disk when this returns."""
        row = Row(*self._covered(list(_row(exchange))))
        self._talks.put(self._reader, conversation, n, row)
        erased = {each for each, revision in _held(exchange) if not self._holds(each, revision)}
        if erased:  # while it was answered
            self._talks.forget(erased, ())

    def load(self, conversation: str) -> Conversation:
        """All of it, with what became since of the articles it quotes."""
        held = self._talks.load(self._reader, conversation)
        exchanges = tuple(self._exchanges(held))
        return Conversation(held.id, held.name, held.begun, held.touched, exchanges)

    def listed(self, query: str = "", most: int = LISTED) -> list[ConversationLine]:
        """The last used first; with a query those that have it in their name, a question or an
        answer, whatever its case and accents; ``found`` of each shows where."""
        return self._talks.listed(self._reader, query, most)

    def rename(self, conversation: str, name: str) -> None:
        """Another name, cut at 80 characters. A blank one changes nothing."""
        if name.strip():
            self._talks.rename(self._reader, conversation, self._covered(name))

    def remove(self, conversation: str) -> None:
        """For good."""
        self._talks.remove(self._reader, conversation)

    def opine(self, conversation: str, n: int, opinion: Opinion, note: str) -> None:
        """Show with exchange n what the reader said of it."""
        self._talks.opine(self._reader, conversation, n, opinion.value, self._covered(note))

    def opinions(self, conversation: str) -> dict[int, tuple[Opinion, str]]:
        """What the reader said so far, with the words added, by the number of the exchange."""
        held = self._talks.opinions(self._reader, conversation)
        return {n: (Opinion(given), note) for n, (given, note) in held.items()}

    # --- inside ---------------------------------------------------------------------------

    def _exchanges(self, held: Talk) -> Iterator[PastExchange]:
        before: tuple[Turn, ...] = ()
        for row in held.rows:
            try:
                exchange = _exchange(row, before)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise ConversationsUnavailable(str(self._talks.path), str(error)) from error
            before = exchange.turns or before
            yield replace(exchange, fates=tuple(self._fates(exchange)))

    def _fates(self, exchange: PastExchange) -> Iterator[Quoted]:
        yield from exchange.fates
        seen: set[tuple[str, int]] = set()
        for citation in _cited(exchange):
            place = (citation.article_id, citation.revision)
            fate = None if place in seen else self._fate(citation)
            seen.add(place)
            if fate is not None:
                yield quoted_of(citation, fate)

    def _fate(self, citation: Citation) -> Fate | None:
        """What became of the article; None while it stands as it was quoted."""
        try:
            shown = self._library.article(citation.article_id, citation.revision)
        except NotFound:
            return Fate.ERASED
        try:
            now = self._library.article(citation.article_id)
        except NotFound:
            return Fate.REMOVED
        same = shown.text[citation.start : citation.end] == citation.quote
        return None if same and now.revision == shown.revision else Fate.CHANGED

    def _holds(self, article_id: str, revision: int) -> bool:
        try:
            self._library.article(article_id, revision)
        except NotFound:
            return False
        return True


def sweep(talks: Talks, library: Library) -> None:
    """Erases the words of articles that were purged elsewhere."""
    erased = set()
    for body in talks.bodies():
        for article_id, revision in _held_in(body):
            try:
                library.article(article_id, revision)
            except NotFound:
                erased.add(article_id)
    if erased:
        talks.forget(erased, ())


def _row(exchange: PastExchange) -> Row:
    answer = None if exchange.answer is None else exchange.answer.to_dict()
    if answer is not None:
        answer["turns"] = answer["turns"][-2:]
    body: dict[str, Any] = {
        "ending": exchange.ending.value,
        "outlets": list(exchange.outlets),
        "since": plain(exchange.since),
        "until": plain(exchange.until),
        "languages": list(exchange.languages),
        "undated": exchange.undated,
        "articles": list(exchange.articles),
        "error": exchange.error,
        "answer": answer,
    }
    if answer is None:
        body |= {name: plain(getattr(exchange, name)) for name in _PARTIAL}
    return Row(exchange.question, body, exchange.opinion, exchange.note)


def _exchange(row: Row, before: tuple[Turn, ...]) -> PastExchange:
    """An exchange made again; ``before`` are the turns of those before it."""
    erased = [{**each, "fate": Fate.ERASED} for each in row.body.get("erased") or ()]
    held = {name: value for name, value in row.body.items() if value is not None}
    own = {"question": row.question, "opinion": row.opinion, "note": row.note, "fates": erased}
    exchange = restored(PastExchange, {**held, **own})
    if exchange.answer is None:
        return exchange
    turns = (*before, *exchange.answer.turns)
    return replace(exchange, answer=replace(exchange.answer, turns=turns))


def _cited(exchange: PastExchange) -> tuple[Citation, ...]:
    answer: Answer | None = exchange.answer
    return exchange.citations if answer is None else (*answer.citations, *answer.instead)


def _held(exchange: PastExchange) -> set[tuple[str, int]]:
    """The articles whose words an exchange holds, with their revisions."""
    passages = exchange.answer.passages if exchange.answer else ()
    held = {(each.article_id, each.revision) for each in _cited(exchange)}
    return held | {(each.article_id, each.revision) for each in passages}


def _held_in(body: Any) -> set[tuple[str, int]]:
    answer = body.get("answer") or body
    parts = ("citations", "passages", "instead")
    return {
        (each["article_id"], each["revision"]) for part in parts for each in answer.get(part) or ()
    }
