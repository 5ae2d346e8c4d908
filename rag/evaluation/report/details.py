"""What opens under a question: answers with their passages, cut where words are marked.

All of it is data. The page's script makes text of it and nothing else, and only when it is
opened, so that a thousand questions cost no more than the rows that name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rag.evaluation.report.numbers import shown
from rag.evaluation.rows import Row

Answer = Mapping[str, Any]
_NAMED = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of a passage from ``start`` to ``end``. ``n`` is the citation; None: gold words."""

    start: int
    end: int
    n: int | None


def detail(sides: Sequence[tuple[str, Row]], about: Mapping[str, Any]) -> dict[str, Any]:
    """One question, as one system answered it or as two did. ``about`` tells of each metric its
    group, in the order of the report."""
    gold = sides[0][1].gold
    return {
        "gold": _expected(gold),
        "sides": [_side(name, row, gold) for name, row in sides],
        "scores": list(_scores([row for _, row in sides], about)),
    }


def segments(text: str, marks: Iterable[Marked]) -> list[list[Any]]:
    """``text`` in pieces: ``[words, numbers of the citations they belong to, whether gold]``."""
    within = [m for m in marks if m.start < m.end and m.start < len(text) and m.end > 0]
    cuts = sorted({0, len(text), *(at for m in within for at in (max(0, m.start), m.end))})
    cuts = [at for at in cuts if at <= len(text)]
    return [
        [
            text[start:end],
            sorted({m.n for m in within if m.n is not None and m.start <= start and end <= m.end}),
            any(m.n is None and m.start <= start and end <= m.end for m in within),
        ]
        for start, end in pairwise(cuts)
    ]


def parts(text: str, known: set[int]) -> list[str | int]:
    """A sentence in pieces: its words, and the numbers of what it cites."""
    pieces: list[str | int] = []
    at = 0
    for found in _NAMED.finditer(text):
        if int(found[1]) not in known:
            continue
        pieces += [text[at : found.start()], int(found[1])]
        at = found.end()
    return [piece for piece in [*pieces, text[at:]] if piece != ""]


def _side(name: str, row: Row, gold: Mapping[str, Any]) -> dict[str, Any]:
    answer = row.answer or {}
    passages = answer.get("passages") or []
    citations = answer.get("citations") or []
    known = {int(c["n"]) for c in citations} or set(range(1, len(passages) + 1))
    read = str((answer.get("understood") or {}).get("text") or row.question)
    placed: set[int] = set()
    shown_passages = [_passage(p, citations, gold, placed) for p in passages]
    return {
        "name": name,
        "error": row.error,
        "status": answer.get("status") or "",
        "read": read if read != row.question else "",
        "lead": answer.get("lead") or "",
        "short": answer.get("short_answer") or "",
        "sentences": [_sentence(each, known) for each in _sentences(answer)],
        "removed": [[r.get("text", ""), r.get("reason", "")] for r in answer.get("removed") or ()],
        "notes": [*(answer.get("gaps") or ()), *(answer.get("notes") or ())],
        "facts": _facts(row, answer),
        "passages": shown_passages,
        "loose": [
            {"n": int(c["n"]), "head": _head(c), "quote": c.get("quote") or ""}
            for c in citations
            if int(c["n"]) not in placed
        ],
    }


def _sentences(answer: Answer) -> Sequence[Mapping[str, Any]]:
    return answer.get("sentences") or ([{"text": answer["text"]}] if answer.get("text") else [])


def _sentence(sentence: Mapping[str, Any], known: set[int]) -> dict[str, Any]:
    pieces = parts(str(sentence.get("text", "")), known)
    named = {piece for piece in pieces if isinstance(piece, int)}
    cites = [n for n in sentence.get("citations") or () if n in known and n not in named]
    return {"parts": [*pieces, *cites], "verdict": sentence.get("verdict") or ""}


def _passage(
    passage: Mapping[str, Any],
    citations: Sequence[Mapping[str, Any]],
    gold: Mapping[str, Any],
    placed: set[int],
) -> dict[str, Any]:
    text = str(passage.get("text") or "")
    cited = [mark for c in citations if (mark := _within(passage, text, c)) is not None]
    placed |= {mark.n for mark in cited if mark.n is not None}
    return {
        "head": _head(passage),
        "cited": sorted({mark.n for mark in cited if mark.n is not None}),
        "pieces": segments(text, [*cited, *_gold_words(passage, text, gold)]),
    }


def _within(passage: Mapping[str, Any], text: str, citation: Mapping[str, Any]) -> Marked | None:
    """Where the whole quote stands in the passage, by offsets or, without them, by its words."""
    same = ("article_id", "revision")
    if any(passage.get(key) != citation.get(key) for key in same if passage.get(key) is not None):
        return None
    quote, n = str(citation.get("quote") or ""), int(citation["n"])
    start, base = citation.get("start"), passage.get("start")
    if start is not None and base is not None:
        begins = int(start) - int(base)
        if begins >= 0 and quote and text[begins : begins + len(quote)] == quote:
            return Marked(begins, begins + len(quote), n)
        return None
    begins = text.find(quote) if quote else -1
    return Marked(begins, begins + len(quote), n) if begins >= 0 else None


def _gold_words(passage: Mapping[str, Any], text: str, gold: Mapping[str, Any]) -> Iterator[Marked]:
    own = [s["quote"] for s in gold.get("spans") or () if s["article_id"] == passage["article_id"]]
    for words in [*own, *(gold.get("facts") or ())]:
        at = text.find(words)
        if words and at >= 0:
            yield Marked(at, at + len(words), None)


def _head(what: Mapping[str, Any]) -> list[str]:
    """Title, and the line under it: who published it and when."""
    title = what.get("title") or what.get("label") or what.get("article_id") or "no title"
    credits = what.get("credits") or ()
    source = what.get("source") or (f"credits {', '.join(credits)}" if credits else "")
    speaker = f"says {what['speaker']}" if what.get("speaker") else ""
    day = str(what.get("published") or "undated")[:10]
    place = what.get("article_id") if title != what.get("article_id") else ""
    return [str(title), " · ".join(str(each) for each in (source, day, speaker, place) if each)]


def _facts(row: Row, answer: Answer) -> str:
    confidence = answer.get("confidence")
    told = (
        str(answer.get("mode") or ""),
        "" if confidence is None else f"confidence {confidence:.2f}",
        "" if row.seconds is None else shown(row.seconds, "s"),
    )
    return " · ".join(each for each in told if each)


def _expected(gold: Mapping[str, Any]) -> list[list[str]]:
    """What a right answer holds, line by line, each with its name."""
    lines = [
        ["answerable", "" if gold.get("answerable", True) else "no: the articles do not say"],
        ["must say", "; ".join(" or ".join(group) for group in gold.get("expected") or ())],
        ["short answers", "; ".join(gold.get("answers") or ())],
        ["articles", ", ".join(gold.get("article_ids") or ())],
        ["asked after", str(gold.get("after") or "")],
        ["asked on", str(gold.get("asked_at") or "")],
        ["note", str(gold.get("note") or "")],
    ]
    return [[name, text] for name, text in lines if text]


def _scores(rows: Sequence[Row], about: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    names = [*about, *(name for row in rows for name in row.scores)]
    for name in dict.fromkeys(names):
        if not any(name in row.scores for row in rows):
            continue
        metric = about.get(name, {})
        unit = "" if metric.get("unit") == name else str(metric.get("unit", ""))
        values = [row.scores.get(name) for row in rows]
        yield {
            "name": name,
            "group": metric.get("group", ""),
            "values": [shown(value, unit) for value in values],
            "reasons": [row.reasons.get(name, "") for row in rows],
            "differs": len({value if value is None else round(value, 9) for value in values}) > 1,
        }
