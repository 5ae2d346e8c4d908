"""What news needs beside an answer's sentences: disagreement, development, age, support, order.

The last step of both ways to answer. A sentence that disputes one of the answer is quoted behind
it, word for word, so that neither is picked in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rag.answering import origins
from rag.answering.asof import as_of
from rag.answering.beside import accounts, taken
from rag.answering.citations import CitationList
from rag.answering.disagreement.comparing import Kind
from rag.answering.disagreement.finding import Dispute, disputes
from rag.answering.disagreement.spots import Spot, of_citations, of_evidence
from rag.answering.disagreement.stances import Sides
from rag.answering.draft import Draft
from rag.answering.timeline import dated_events
from rag.answering.weighing import Evidence
from rag.library.library import Library
from rag.retrieval.question import Question
from rag.retrieval.retriever import Retrieved
from rag.types import Citation, Conflict, Development, Event, Side, Step, Verdict

_ABOUT = {
    Kind.NUMBER: "the number",
    Kind.DATE: "the date",
    Kind.DENIAL: "whether it is so",
}


@dataclass(frozen=True)
class Desk:
    """What the last step works with: the library, the citations so far, what was asked and when."""

    library: Library
    cited: CitationList
    questions: tuple[Question, ...]


def add_news(
    draft: Draft,
    library: Library,
    cited: CitationList,
    found: Sequence[Retrieved],
    weighed: Sequence[Sequence[Evidence]],
) -> Iterator[Event]:
    """Lays the answer's sentences beside all that was weighed, and tells what a reader of news
    asks: who disagrees, what was overtaken, of when it is, on whose word."""
    desk = Desk(library, cited, tuple(result.question for result in found))
    yield from _disputed(draft, desk, list(chain.from_iterable(weighed)))
    told = _told(draft)
    draft.support = origins.support(told)
    draft.timeline = dated_events(told, (each.n for each in told))
    asked = draft.request.asking.day
    days = [day for q in desk.questions if (day := as_of(q, told, asked)) is not None]
    draft.as_of = max(days, default=None)
    draft.clock("news")


def _disputed(draft: Draft, desk: Desk, evidence: Sequence[Evidence]) -> Iterator[Event]:
    quoted = of_citations(_told(draft), desk.library)
    beside = of_evidence(evidence)
    found = disputes(quoted, beside)
    for dispute in found:
        for _, spot in dispute.sides:
            yield from _say(draft, desk.cited, spot)
    draft.conflicts = tuple(_conflict(d, desk.cited) for d in found if not d.overtakes)
    draft.developments = tuple(_development(d, desk.cited) for d in found if d.overtakes)
    draft.citations = desk.cited.all()
    spots = of_citations(_told(draft), desk.library)
    apart = tuple(_of_sides(sides, desk.cited) for sides in taken(desk.questions, spots))
    draft.conflicts += apart
    draft.accounts = accounts(draft, desk.questions, differ=bool(apart))
    _withdraw_short(draft)


def _told(draft: Draft) -> list[Citation]:
    """The citations of sentences that stand, the last of each sentence's spans a name's aside."""
    by_number = {each.n: each for each in draft.citations}
    numbers = (n for s in draft.sentences for n in s.citations if s.verdict is not _STRUCK)
    return [by_number[n] for n in dict.fromkeys(numbers) if n in by_number]


_STRUCK = Verdict.UNSUPPORTED


def _say(draft: Draft, cited: CitationList, spot: Spot) -> Iterator[Event]:
    """Quote a disputing sentence, unless it stands in the answer already."""
    holding = _holding(cited, spot)
    if holding is not None and any(holding.n in s.citations for s in draft.sentences):
        return
    new = cited.cite(spot.article, spot.start, spot.end, spot.text, spot.speaker)
    draft.citations = cited.all()
    yield from draft.say(spot.text, (new.n,), Verdict.VERBATIM, (new,))


def _holding(cited: CitationList, spot: Spot) -> Citation | None:
    """The citation whose span holds a sentence."""
    return next(
        (
            c
            for c in cited.all()
            if c.article_id == spot.article.id
            and c.revision == spot.article.revision
            and c.start <= spot.start
            and spot.end <= c.end
        ),
        None,
    )


def _numbers(cited: CitationList, spot: Spot) -> tuple[int, ...]:
    held = _holding(cited, spot)
    return (held.n,) if held else ()


def _conflict(dispute: Dispute, cited: CitationList) -> Conflict:
    sides = tuple(Side(said, _numbers(cited, s), s.speaker) for said, s in dispute.sides)
    return _with_sides(_ABOUT[dispute.kind], dispute.kind.value, sides)


def _with_sides(what: str, kind: str, sides: tuple[Side, ...]) -> Conflict:
    said = " or ".join(f"“{side.said}”" for side in sides)
    numbers = tuple(dict.fromkeys(n for side in sides for n in side.citations))
    return Conflict(f"{what}: {said}", numbers, kind, sides)


def _development(dispute: Dispute, cited: CitationList) -> Development:
    steps = tuple(
        Step(said, spot.article.published, _numbers(cited, spot)) for said, spot in dispute.sides
    )
    return Development(_ABOUT[dispute.kind], steps)


def _of_sides(sides: Sides, cited: CitationList) -> Conflict:
    """Speakers who take different sides of what is asked."""
    spots = [*sides[0], *sides[1]]
    told = tuple(Side(s.text, _numbers(cited, s), s.speaker) for s in spots)
    who = ", ".join(dict.fromkeys(s.speaker or s.article.label for s in spots))
    numbers = tuple(dict.fromkeys(n for side in told for n in side.citations))
    return Conflict(f"what is asked, by who speaks: {who}", numbers, "accounts", told)


def _withdraw_short(draft: Draft) -> None:
    """A short answer that one side disputes would pick that side in silence."""
    short = (draft.short or "").lower()
    disputed = [side.said.lower() for each in draft.conflicts for side in each.sides]
    if short and any(short in said or said in short for said in disputed if said):
        draft.short = None
