"""Whatever a system says, read into the one form that metrics see.

The *answers form* is a JSON object: ``text`` with marks such as ``[1]``; and, where they are told,
``status``, ``citations`` (``n``, ``article_id``, ``quote``, ``start``, ``end``, ``source``,
``published``, ``speaker``), ``passages`` best first (``article_id``, ``text``, ``start``, ``end``),
``sentences`` (``text``, ``citations``: the n), ``removed`` (``text``, ``cited``: spans),
``short_answer``, ``confidence``, ``seconds``, ``usage``. ``Answer.to_dict`` is such an object too,
so there is one way to read both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rag.errors import UsageError
from rag.evaluation.observed import Observed, Said, Span
from rag.sentences import sentence_spans
from rag.types import MARKS, STRUCK, Answer, Citation, Status, plain

Told = Answer | Observed | Mapping[str, Any] | str | tuple[str, Sequence[Any]]
"""What a function that answers may return."""

NOT_HERE = "not in these articles"
"""How a system's text begins that says no, where it tells no status."""
_MARK = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_END_AND_MARKS = re.compile(r"([.!?]+[\"”’')]*)((?:\s*\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\])+)")


def observe(said: Told) -> Observed:
    """What was said, in the one form. Raises UsageError for what is none of the forms."""
    if isinstance(said, Observed):
        return said
    if isinstance(said, Answer):
        return _of_mapping(said.to_dict())
    if isinstance(said, str):
        return _of_mapping({"text": said})
    if isinstance(said, Mapping):
        return _of_mapping(said)
    given: object = said
    if isinstance(given, tuple) and len(given) == 2 and isinstance(given[0], str):
        text, citations = given
        return _of_mapping({"text": text, "citations": [_as_row(each) for each in citations]})
    raise UsageError(
        "an answer is a rag Answer, a text, (text, citations) or an object with 'text', "
        f"not {type(said).__name__}"
    )


def answers_form(observed: Observed) -> dict[str, Any]:
    """The object that reads as this answer: the system's own where it gave one."""
    if observed.raw:
        return dict(plain(observed.raw))
    spans = (*observed.citations, *observed.removed_citations)
    told = {name: getattr(observed, name) for name in _AS_THEY_ARE}
    passages = {"passages": plain(observed.passages)} if observed.tells_passages else {}
    return {
        **told,
        **passages,
        "status": Status.NOT_FOUND.value if observed.silent else Status.ANSWERED.value,
        "citations": [
            {**plain(span), "n": n, "quote": span.text}
            for n, span in enumerate(observed.citations, 1)
        ],
        "sentences": [
            {"text": s.text, "citations": [at + 1 for at in s.cites], "verdict": s.verdict}
            for s in observed.sentences
        ],
        "removed": [
            {
                "text": s.text,
                "cited": [{**plain(spans[at]), "quote": spans[at].text} for at in s.cites],
            }
            for s in observed.removed
        ],
        "usage": {"total_tokens": observed.tokens, "cost": observed.cost},
    }


_AS_THEY_ARE = ("text short_answer lead confidence mode seconds first_token_seconds").split()


def _of_mapping(raw: Mapping[str, Any]) -> Observed:
    if not isinstance(raw.get("text"), str):
        raise UsageError(f"an answer needs 'text', a string; it has {sorted(raw)}")
    passages = tuple(map(_span, raw.get("passages") or ()))
    numbers, citations = _citations(raw, passages)
    usage = raw.get("usage") or {}
    silent = _silent(raw)
    cited = _Cited(numbers, list(citations))
    sentences = tuple(map(cited.said, _sentences(raw)))
    shown = len(cited.spans)
    removed = tuple(map(cited.removed, raw.get("removed") or ()))
    out = {each.text for each in removed}
    # What is struck through stands in the answer as no claim of it.
    sentences = tuple(each for each in sentences if each.cites or each.text not in out)
    return Observed(
        text=raw["text"],
        silent=silent,
        sentences=() if silent else sentences,
        citations=tuple(cited.spans[:shown]),
        passages=passages,
        removed=removed,
        removed_citations=tuple(cited.spans[shown:]),
        short_answer=raw.get("short_answer"),
        lead=raw.get("lead"),
        confidence=raw.get("confidence"),
        mode=raw.get("mode"),
        seconds=raw.get("seconds"),
        first_token_seconds=raw.get("first_token_seconds"),
        tokens=_tokens(usage),
        cost=usage.get("cost"),
        tells_passages=bool(passages) or ("passages" in raw and silent),
        raw=raw,
    )


def _silent(raw: Mapping[str, Any]) -> bool:
    if raw.get("status") is not None:
        return str(raw["status"]) == Status.NOT_FOUND
    text = raw["text"].strip().casefold()
    return not text or text.startswith(NOT_HERE)


def _tokens(usage: Mapping[str, Any]) -> int | None:
    if usage.get("total_tokens") is not None:
        return int(usage["total_tokens"])
    counted = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
    known = [int(each) for each in counted if each is not None]
    return sum(known) if known else None


def _citations(
    raw: Mapping[str, Any], passages: tuple[Span, ...]
) -> tuple[list[int], tuple[Span, ...]]:
    """Each citation's number and span; where none are told, [n] is the n-th passage."""
    if raw.get("citations") is None:
        return list(range(1, len(passages) + 1)), passages
    rows = [_as_row(each) for each in raw["citations"]]
    numbers = [int(row.get("n") or at) for at, row in enumerate(rows, 1)]
    return numbers, tuple(map(_span, rows))


def _as_row(citation: object) -> Mapping[str, Any]:
    if isinstance(citation, Mapping):
        return citation
    if isinstance(citation, str):
        return {"quote": citation}
    if isinstance(citation, (Citation, Span)):
        row: Mapping[str, Any] = plain(citation)
        return row
    raise UsageError(f"a citation is an object or a quotation, not {type(citation).__name__}")


def _span(row: Mapping[str, Any]) -> Span:
    return Span(
        article_id=str(row.get("article_id") or ""),
        text=str(row.get("quote") or row.get("text") or ""),
        start=row.get("start"),
        end=row.get("end"),
        revision=row.get("revision"),
        source=row.get("source"),
        credits=tuple(row.get("credits") or ()),
        published=row.get("published"),
        speaker=row.get("speaker"),
    )


def _sentences(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """As told, else the text cut into sentences, marks behind an end going with it."""
    if raw.get("sentences") is not None:
        return list(raw["sentences"])
    text = _END_AND_MARKS.sub(r"\2\1", raw["text"])
    return [{"text": text[s.start : s.end]} for s in sentence_spans(text)]


class _Cited:
    """The citations of one answer by their numbers. A number that stands for nothing becomes a
    citation of no words, which supports nothing (as ALCE counts one out of range)."""

    def __init__(self, numbers: Sequence[int], spans: list[Span]) -> None:
        self.spans = spans
        self._places = {n: at for at, n in enumerate(numbers)}

    def said(self, row: Mapping[str, Any]) -> Said:
        text, numbers = bare(str(row["text"]))
        told = row.get("citations")
        named = numbers if told is None else [int(n) for n in told]
        places = [self._place(n) for n in dict.fromkeys(named)]
        return Said(text, tuple(places), row.get("verdict"))

    def removed(self, row: Mapping[str, Any]) -> Said:
        """A removed sentence brings what it cited with it, or names it by number."""
        named = row.get("citations", () if "cited" in row else None)
        said = self.said({**row, "citations": named})
        own = list(map(_span, row.get("cited") or ()))
        places = range(len(self.spans), len(self.spans) + len(own))
        self.spans += own
        return replace(said, cites=(*said.cites, *places))

    def _place(self, n: int) -> int:
        if n not in self._places:
            self._places[n] = len(self.spans)
            self.spans.append(Span("", ""))
        return self._places[n]


def bare(text: str) -> tuple[str, list[int]]:
    """A sentence without its marks, and the numbers in them."""
    for mark in MARKS.values():
        text = text.removesuffix(mark).rstrip()
    numbers = [int(n) for group in _MARK.findall(text) for n in re.split(r"[,;]", group)]
    text = _MARK.sub("", text).strip()
    return text.removeprefix(STRUCK).removesuffix(STRUCK), numbers
