"""Who disagrees, what was overtaken, of when and on whose word an answer is: lines for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.cli.common import named
from rag.cli.terminal import bold, printable, width

if TYPE_CHECKING:
    from rag.types import Answer, Citation, Conflict, DatedEvent, Development, Timeline


def news_lines(answer: Answer, *, beside: bool = False) -> Iterator[str]:
    """What stands between an answer's sentences and its sources; ``beside`` where those who differ
    stand side by side above."""
    for conflict in answer.conflicts:
        if not (beside and conflict.kind == "accounts"):
            yield from _conflict(conflict, answer)
    for development in answer.developments:
        yield f"\n{bold('Development')}: {_steps(development)}"
    if answer.as_of is not None:
        yield f"\nAs of {_day(answer.as_of)}: nothing newer is quoted."
    if answer.support is not None:
        yield f"\nRests on: {printable(answer.support.text)}"
    dated = [each for each in answer.timeline if each.since is not None]
    if len({each.since for each in dated}) > 1:
        yield "\nIn order"
        yield from (f"  {when(each)}: [{each.n}]" for each in dated)


def _conflict(conflict: Conflict, answer: Answer) -> Iterator[str]:
    yield f"\n{bold('Accounts differ')} on {printable(conflict.about)}"
    for side in conflict.sides:
        numbers = " ".join(f"[{n}]" for n in side.citations)
        cited = answer.citation(side.citations[0]) if side.citations else None
        whose = f" · {_whose(cited)}" if cited else ""
        line = f"  {printable(side.said)} {numbers}{whose}"
        yield textwrap.fill(line, width(), initial_indent="  ", subsequent_indent="      ")


def _whose(cited: Citation) -> str:
    where = named(cited.source, cited.credits, cited.published)
    return f"{printable(cited.speaker)}, {where}" if cited.speaker else where


def _steps(development: Development) -> str:
    """ "earlier: “Twelve people” [1]; on 11 May 2023: “19” [2]"."""
    said = []
    for n, step in enumerate(development.steps):
        marks = " ".join(f"[{n}]" for n in step.citations)
        at = f"on {_day(step.published)}" if step.published else "later"
        said.append(f"{at if n else 'earlier'}: “{printable(step.said)}” {marks}")
    return "; ".join(said)


def _day(day: object) -> str:
    from rag.answering.records import day as in_words

    return in_words(day).split(",")[0]  # type: ignore[arg-type]  # a date or a datetime


def when(event: DatedEvent) -> str:
    """ "3 May 2021", "May 2021", "1 to 5 May 2021"; how it is known where the text does not say."""
    if event.since is None or event.until is None:
        return "undated"
    if event.precision == "month":
        said = f"{event.since:%B %Y}"
    elif event.precision == "year":
        said = f"{event.since:%Y}"
    elif event.since == event.until:
        said = _day(event.since)
    else:
        said = f"{_day(event.since)} to {_day(event.until)}"
    return f"{said} (published)" if event.dated_by == "published" else said


def timeline_lines(found: Timeline) -> Iterator[str]:
    """The events in order, those that nothing dates apart, each with its source."""
    if not found.citations:
        yield "Not in these articles." if not found.understood.candidates else found.notes[0]
        return
    for event in found.events:
        yield from _event(when(event), event, found)
    if found.undated:
        yield f"\n{bold('Undated')}"
        for event in found.undated:
            yield from _event("", event, found)


def _event(at: str, event: DatedEvent, found: Timeline) -> Iterator[str]:
    cited = found.citation(event.n)
    if at:
        yield f"\n{bold(at)}"
    yield textwrap.fill(
        f"{printable(event.text)} [{event.n}]",
        width(),
        initial_indent="  ",
        subsequent_indent="  ",
    )
    span = f"{printable(cited.article_id)} [{cited.start}:{cited.end}]"
    yield f"    {_whose(cited)} · {printable(cited.label)} · {span}"
