"""An answer as lines for a person: status, quotes under who speaks, sources, what is missing."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rag.cli.common import named
from rag.cli.news import news_lines
from rag.cli.terminal import (
    Style,
    bold,
    hyperlink,
    numbered,
    printable,
    printable_lines,
    styled,
    width,
)

if TYPE_CHECKING:
    from rag.assistant import Rag
    from rag.types import Answer, Citation, Passage, Sentence, Understood

Targets = Mapping[str, str | None]
"""Where the link of each cited article leads, by its id."""
Cited = Callable[[int], "Citation"]

_STYLES = {"✓": Style.GOOD, "◐": Style.FAIR, "○": Style.BAD, "·": Style.DIM}
_VERDICTS = {"weak": Style.FAIR, "unsupported": Style.BAD}


def targets(rag: Rag, answer: Answer) -> Targets:
    """Addresses, or else the files, that the cited articles came from."""
    from rag.errors import NotFound

    found: dict[str, str | None] = {}
    for citation in (*answer.citations, *answer.instead):
        if citation.url or citation.article_id in found:
            found.setdefault(citation.article_id, citation.url)
            continue
        try:
            held = rag.article(citation.article_id, citation.revision)
        except NotFound:  # it went while it was answered
            continue
        found[citation.article_id] = held.location
    return found


def answer_lines(answer: Answer, links: Targets) -> Iterator[str]:
    """All of it, in the order in which the page shows it."""
    status = status_line(answer)
    if status:
        yield status
    yield from head_lines(answer)
    if answer.accounts:
        yield from _accounts(answer)
    elif answer.mode == "quotes" and answer.lead:
        yield from _quotes(answer)
    elif answer.sentences:
        yield f"\n{prose(answer.text)}"
    else:
        yield printable_lines(answer.text)
    yield from rest_lines(answer, links, beside=bool(answer.accounts))


def status_line(answer: Answer) -> str:
    """How far it is answered, by what and how fast; empty where the text itself says that not."""
    from rag.bylines import status

    if answer.status.value == "not_found":
        return ""
    mark, said = status(answer)
    mode = "quotes, no model" if answer.mode == "quotes" else f"written by {answer.mode}"
    fit = f" · what was read {answer.fit}" if answer.fit else ""
    seconds = answer.timings_ms.get("total", 0) / 1000
    return f"{styled(f'{mark} {said}', _STYLES[mark])} · {printable(mode)} · {seconds:.1f} s{fit}"


def head_lines(answer: Answer) -> Iterator[str]:
    """The line that counts, and the short answer."""
    if answer.lead:
        yield f"\n{bold(printable(answer.lead))}"
    if answer.short_answer:
        yield f"Short answer: {bold(printable(answer.short_answer))}"


def rest_lines(answer: Answer, links: Targets, *, beside: bool = False) -> Iterator[str]:
    """What stands under an answer's sentences; ``beside`` where those who differ stand side by
    side above."""
    yield from _all_of(answer)
    yield from news_lines(answer, beside=beside)
    yield from source_lines("Sources", answer.citations, links)
    yield from source_lines("What they say instead", answer.instead, links)
    if answer.sentences:
        yield from (f"Not covered: {printable(gap)}" for gap in answer.gaps)
    yield from understood(answer.question, answer.understood)
    yield from (f"Note: {printable(note)}" for note in answer.notes)
    if answer.sentences:
        yield "Checked against these articles, not against the world."


def _all_of(answer: Answer) -> Iterator[str]:
    """The command that lists all that somebody says, where an answer quotes the first of it."""
    spoken = answer.spoken
    if spoken is not None and (
        spoken.sentences > len(answer.sentences) or spoken.read < spoken.articles
    ):
        meant = answer.understood
        given = (
            ("about", spoken.about),
            *(("source", each) for each in meant.sources),
            ("since", meant.since),
            ("until", meant.until),
        )
        options = (f" --{name} {shlex.quote(str(value))}" for name, value in given if value)
        command = f"rag statements {shlex.quote(spoken.speaker)}{''.join(options)}"
        yield f"\n{printable(f'All of them: {command}')}"


def understood(question: str, meant: Understood) -> Iterator[str]:
    """Each step of understanding, and the questions that may be meant where that is open."""
    if meant.text != question.strip():
        yield f"Understood as: {printable(meant.text)}"
    yield from (f"Understood: {printable(read)}" for read in meant.read)
    yield from (f"Ask instead: {printable(each.question)}" for each in meant.candidates)


def _quotes(answer: Answer) -> Iterator[str]:
    for heading, group in groupby(answer.sentences, lambda each: head(each, answer.citation)):
        yield f"\n{heading}"
        yield from map(quote, group)


def _accounts(answer: Answer) -> Iterator[str]:
    """Those who are compared, each with their sentences, where these stand and of when they are."""
    from rag.bylines import accounts_head, voices

    yield f"\n{bold(accounts_head(answer))}"
    for voice in voices(answer):
        yield f"\n{bold(printable(voice.who))}"
        for first, said in voice.parts:
            if first:
                yield styled(where(first), Style.DIM)
            yield from map(quote, said)


def head(sentence: Sentence, cited: Cited) -> str:
    """Who says it, and under that where it stands."""
    citation = cited(sentence.citations[0])
    who = printable(citation.speaker or citation.label)
    return f"{bold(who)}\n{styled(where(citation), Style.DIM)}"


def quote(sentence: Sentence) -> str:
    """A quoted sentence behind its line."""
    said = printable_lines(sentence.text)
    lines = textwrap.fill(said, width() - 2, initial_indent="  │ ", subsequent_indent="  │ ")
    return numbered(lines)


def prose(text: str) -> str:
    return numbered(_filled(text))


def _filled(text: str) -> str:
    return textwrap.fill(printable_lines(text), width())


def sentence_line(sentence: Sentence) -> str:
    """A sentence that a model wrote, in the colour of its verdict where it does not hold whole."""
    style = _VERDICTS.get(sentence.verdict.value)
    return styled(_filled(sentence.text), style) if style else prose(sentence.text)


def source_lines(title: str, citations: Sequence[Citation], links: Targets) -> Iterator[str]:
    """Numbered, each with a link to its article and the place of the exact words."""
    if citations:
        yield f"\n{title}"
    for c in citations:
        link = hyperlink(printable(c.label), links.get(c.article_id) or c.url)
        speech = f" · {c.speech.value} speech" if c.speech else ""
        span = f"{printable(c.article_id)} [{c.start}:{c.end}]"
        number = styled(f"[{c.n}]", Style.NUMBER)
        yield f"  {number} {link} · {where(c)}{speech} · {styled(span, Style.DIM)}"


def where(item: Passage | Citation) -> str:
    return named(item.source, item.credits, item.published)
