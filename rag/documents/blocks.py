"""What stands in a document, one after the other, before it has any form.

Values only: a block is a line or paragraph, a run a piece of its text. Each form writes them in
its own way, and nothing that is somebody else's text is ever read as that form's markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from rag.bylines import (
    CHECKED,
    accounts_head,
    count,
    origin,
    status,
    verdict,
    voices,
    when,
)
from rag.documents import wording
from rag.documents.spans import is_web, of_citation
from rag.types import Answer, Citation, PastExchange, Sentence, Status, Verdict

QUOTES = "quotes"


class Kind(StrEnum):
    """What a block is for a reader."""

    QUESTION = "question"
    STATE = "state"
    LEAD = "lead"
    WHO = "who"
    FROM = "from"
    QUOTE = "quote"
    SAID = "said"
    GAP = "gap"
    SOURCES = "sources"
    SOURCE = "source"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; with ``link`` it leads there, an address that was checked to be http(s)."""

    text: str
    strong: bool = False
    struck: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    runs: tuple[Run, ...]


def blocks(exchanges: Sequence[PastExchange], page: str | None) -> Iterator[Block]:
    """All of a document but its title."""
    for exchange in exchanges:
        yield _block(Kind.QUESTION, exchange.question)
        yield from _asked(exchange)
        if exchange.answer is None:
            yield from _without_answer(exchange, page)
        else:
            yield from _answer(exchange.answer, page)
        yield from (
            _block(Kind.NOTE, wording.fate(each.label, each.fate)) for each in exchange.fates
        )


def _block(kind: Kind, *pieces: str | Run) -> Block:
    return Block(kind, tuple(each if isinstance(each, Run) else Run(each) for each in pieces))


def _asked(exchange: PastExchange) -> Iterator[Block]:
    set_ = wording.filters(exchange)
    if set_:
        yield _block(Kind.STATE, set_)


def _without_answer(exchange: PastExchange, page: str | None) -> Iterator[Block]:
    yield _block(Kind.STATE, wording.ENDINGS[exchange.ending])
    if exchange.error:
        yield _block(Kind.GAP, exchange.error)
    yield from _sentences(exchange.sentences, exchange.citations, quoted=False)
    yield from _sources(exchange.citations, page)
    if exchange.sentences:
        yield _block(Kind.NOTE, CHECKED)


def _answer(answer: Answer, page: str | None) -> Iterator[Block]:
    yield _block(Kind.STATE, _state(answer))
    if answer.understood.text.strip() != answer.question.strip():
        yield _block(Kind.STATE, f"{wording.UNDERSTOOD} {answer.understood.text}")
    yield from (_block(Kind.STATE, each) for each in answer.understood.read)
    if answer.lead:
        yield _block(Kind.LEAD, answer.lead)
    elif not answer.sentences:
        yield _block(Kind.LEAD, answer.text or " ".join(answer.gaps))
    if answer.accounts:
        yield from _accounts(answer)
    else:
        yield from _sentences(answer.sentences, answer.citations, quoted=answer.mode == QUOTES)
    yield from _disputed(answer)
    if answer.gaps and (answer.sentences or answer.lead):
        label = wording.NOT_COVERED if answer.status is not Status.NOT_FOUND else ""
        yield _block(Kind.GAP, Run(label, strong=True), " ".join(answer.gaps))
    yield from (_block(Kind.NOTE, note) for note in answer.notes)
    yield from _sources((*answer.citations, *answer.instead), page)
    yield _block(Kind.NOTE, CHECKED)


def _state(answer: Answer) -> str:
    mark, said = status(answer)
    mode = wording.mode(answer.mode)
    read = len({passage.article_id for passage in answer.passages})
    asked_at = answer.understood.asked_at
    facts = [
        f"{mark} {said}",
        mode,
        f"read {count(read, 'article')}" if read else None,
        wording.asked(when(asked_at)) if asked_at else None,
    ]
    return " · ".join(fact for fact in facts if fact)


def _accounts(answer: Answer) -> Iterator[Block]:
    """Those who are compared, each with their sentences, where these stand and of when they are."""
    yield _block(Kind.LEAD, accounts_head(answer))
    for voice in voices(answer):
        yield _block(Kind.WHO, voice.who)
        for first, said in voice.parts:
            if first:
                yield _block(Kind.FROM, _origin(first))
            if answer.mode == QUOTES:
                yield from (Block(Kind.QUOTE, tuple(_said(each, mark=False))) for each in said)
            else:
                runs = (run for each in said for run in (*_said(each), Run(" ")))
                yield Block(Kind.SAID, tuple(runs))


def _disputed(answer: Answer) -> Iterator[Block]:
    """What else differs, and what a later article overtakes, with its days."""
    for each in answer.conflicts:
        if not (answer.accounts and each.kind == "accounts"):
            yield _block(Kind.GAP, Run(wording.DIFFER, strong=True), each.about)
    for later in answer.developments:
        steps = (wording.step(n, step) for n, step in enumerate(later.steps))
        told = f"{later.about}: {'; '.join(steps)}"
        yield _block(Kind.GAP, Run(wording.DEVELOPED, strong=True), told)


def _sentences(
    sentences: Sequence[Sentence], citations: Sequence[Citation], *, quoted: bool
) -> Iterator[Block]:
    """Quotes under who speaks; what a model wrote in one paragraph, each sentence with its mark."""
    if not quoted:
        runs = [run for each in sentences for run in (*_said(each), Run(" "))]
        if runs:
            yield Block(Kind.SAID, tuple(runs))
        return
    by_number = {citation.n: citation for citation in citations}

    def first(sentence: Sentence) -> Citation | None:
        return next((by_number[n] for n in sentence.citations if n in by_number), None)

    def head(sentence: Sentence) -> tuple[str, str]:
        cited = first(sentence)
        return (cited.speaker or cited.label, _origin(cited)) if cited else ("", "")

    for (who, line), group in groupby(sentences, head):
        if who:
            yield _block(Kind.WHO, who)
            yield _block(Kind.FROM, line)
        yield from (Block(Kind.QUOTE, tuple(_said(each, mark=False))) for each in group)


def _said(sentence: Sentence, *, mark: bool = True) -> Iterator[Run]:
    yield Run(sentence.words, struck=sentence.verdict is Verdict.UNSUPPORTED)
    yield from (Run(f" [{n}]", strong=True) for n in sentence.citations)
    if mark or sentence.verdict in (Verdict.WEAK, Verdict.UNSUPPORTED):
        yield Run(f" ({verdict(sentence.verdict)})")


def _origin(citation: Citation) -> str:
    return origin(citation.source, citation.credits, citation.published, citation.authors)


def _sources(citations: Sequence[Citation], page: str | None) -> Iterator[Block]:
    if citations:
        yield _block(Kind.SOURCES, wording.SOURCES)
    yield from (Block(Kind.SOURCE, tuple(_source(each, page))) for each in citations)


def _source(citation: Citation, page: str | None) -> Iterator[Run]:
    yield Run(f"[{citation.n}]", strong=True)
    told = [citation.label, *_origin(citation).split(" · ")]
    told += [f"{citation.speech.value} speech"] if citation.speech else []
    yield Run(f" “{citation.quote}” {', '.join(told)}.")
    if citation.url:
        yield Run(" ")
        yield Run(citation.url, link=citation.url if is_web(citation.url) else None)
    yield Run(" ")
    span = f"{page.rstrip('/')}{of_citation(citation)}" if page else None
    place = wording.span(citation.article_id, citation.revision, citation.start, citation.end)
    yield Run(wording.EXACT, link=span) if span and is_web(span) else Run(place)
