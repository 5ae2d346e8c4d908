"""One talk at a terminal: what was asked within which filters, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from rag.cli.chatting.footnotes import Footnotes

if TYPE_CHECKING:
    from rag.assistant import History, Rag
    from rag.types import (
        Answer,
        Candidate,
        Conversation,
        Ending,
        Event,
        PastExchange,
        Sentence,
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles are asked, under the names that Rag has for it."""

    source: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    language: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    undated: bool = False
    collection: str | None = None

    def options(self) -> dict[str, Any]:
        return {name: value or None for name, value in asdict(self).items()}


class Talk:
    """Questions and answers in their order, kept in memory alone."""

    def __init__(self, rag: Rag, filters: Filters, turns: History) -> None:
        self.rag, self.filters = rag, filters
        self.clear(turns)

    def clear(self, turns: History = ()) -> None:
        """Begin anew; the filters stay."""
        self._turns: History = turns
        self.footnotes = Footnotes()
        self.candidates: tuple[Candidate, ...] = ()
        self._begun = datetime.now(UTC)
        self._exchanges: list[PastExchange] = []

    def meant(self, line: str) -> str:
        """The question that a line stands for: the one chosen by its number or name where the last
        answer asked which, else the line."""
        for n, each in enumerate(self.candidates, 1):
            if line in (str(n), f"{n}.") or line.casefold() == each.name.casefold():
                return each.question
        return line

    def stream(self, question: str) -> Iterator[Event]:
        """The events of its answer."""
        return self.rag.stream(question, history=self._turns, **self.filters.options())

    def whole(self, question: str) -> Answer:
        """Its answer at once, kept, with its own numbers."""
        answer = self.rag.ask(question, history=self._turns, **self.filters.options())
        self.answered(answer)
        return answer

    def answered(self, answer: Answer) -> Answer:
        """Keeps the answer, and returns it with the numbers of the talk."""
        from rag.types import Ending

        self._turns, self.candidates = answer.turns, answer.understood.candidates
        shown = self.footnotes.renumbered(answer)
        self._keep(shown.question, Ending.ANSWERED, answer=shown)
        return shown

    def ended(
        self, question: str, ending: Ending, sentences: Sequence[Sentence], error: str | None = None
    ) -> None:
        """Keeps a question whose answer never became whole, with what was shown of it."""
        self.candidates = ()
        used = {n for each in sentences for n in each.citations}
        cited = tuple(each for each in self.footnotes.all() if each.n in used)
        self._keep(question, ending, sentences=tuple(sentences), citations=cited, error=error)

    def conversation(self) -> Conversation:
        """All of it, for a document."""
        from rag.types import Conversation

        name = self._exchanges[0].question if self._exchanges else "Nothing asked"
        now = datetime.now(UTC)
        return Conversation("", name, self._begun, now, tuple(self._exchanges))

    def _keep(self, question: str, ending: Ending, **came: Any) -> None:
        from rag.types import PastExchange

        set_ = self.filters
        self._exchanges.append(
            PastExchange(
                question,
                ending,
                set_.source,
                set_.since,
                set_.until,
                languages=set_.language,
                undated=set_.undated,
                articles=set_.articles,
                **came,
            )
        )
