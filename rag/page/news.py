"""Under an answer: who disagrees, what was overtaken, of when it is, on whose word; the order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.markup import Html, tag
from rag.page import newswords, words
from rag.page.quotes import chip
from rag.types import Answer, Citation, Conflict, DatedEvent, Development, Side, Step


def disputed(answer: Answer) -> Iterator[Html]:
    """Each conflict with all its sides, and each development in its order. Speakers who differ
    stand side by side above."""
    told = (each for each in answer.conflicts if not (answer.accounts and each.kind == "accounts"))
    yield from (_conflict(each, answer.citations) for each in told)
    yield from (_development(each, answer.citations) for each in answer.developments)


def _conflict(conflict: Conflict, citations: Sequence[Citation]) -> Html:
    head = tag("p", tag("b", words.DIFFER), f" {conflict.about}", dir="auto")
    if not conflict.sides:
        chips = _chips(conflict.citations, citations)
        return tag("div", tag("p", tag("b", words.DIFFER), f" {conflict.about} ", *chips), **_GAP)
    sides = (_side(side, citations) for side in conflict.sides)
    return tag("div", head, tag("ul", *sides), **_GAP)


_GAP = {"class_": "gap disputed"}


def _side(side: Side, citations: Sequence[Citation]) -> Html:
    cited = next((one for one in citations if one.n in side.citations), None)
    whose = newswords.whose(side.speaker, cited) if cited else ""
    said = tag("span", f"“{side.said}”", class_="said")
    return tag("li", said, *_chips(side.citations, citations), tag("p", whose), dir="auto")


def _development(development: Development, citations: Sequence[Citation]) -> Html:
    head = tag("p", tag("b", words.DEVELOPED), f" {development.about}", dir="auto")
    steps = (_step(n, step, citations) for n, step in enumerate(development.steps))
    return tag("div", head, tag("ol", *steps), **_GAP)


def _step(n: int, step: Step, citations: Sequence[Citation]) -> Html:
    at = newswords.step_of(n, step.published)
    return tag("li", f"{at}: “{step.said}”", *_chips(step.citations, citations), dir="auto")


def _chips(numbers: Sequence[int], citations: Sequence[Citation]) -> list[Html]:
    return [chip(one, citations) for one in citations if one.n in numbers]


def grounds(answer: Answer) -> Iterator[Html]:
    """How old it is and on how many texts it rests, then its sentences by their days."""
    said = [newswords.as_of(answer.as_of)] if answer.as_of else []
    if answer.support is not None:
        said.append(newswords.rests_on(answer.support.text))
    if said:
        yield tag("p", " · ".join(said), class_="note grounds", dir="auto")
    dated = [each for each in answer.timeline if each.since is not None]
    if len({each.since for each in dated}) > 1:
        yield _timeline(answer)


def _timeline(answer: Answer) -> Html:
    """Events that the text or the article dates, in order; undated ones behind."""
    summary = newswords.timeline(len(answer.timeline))
    rows = (_event(each, answer.citations) for each in answer.timeline)
    return tag("details", tag("summary", summary), tag("ol", *rows), class_="order")


def _event(event: DatedEvent, citations: Sequence[Citation]) -> Html:
    day = newswords.event_day(event.since, event.until, event.precision)
    how = words.PUBLISHED if event.dated_by == "published" else None
    return tag(
        "li",
        tag("b", day),
        tag("span", f" {how}", class_="how") if how else None,
        tag("span", f" {event.text}", class_="told"),
        *_chips((event.n,), citations),
        dir="auto",
    )
