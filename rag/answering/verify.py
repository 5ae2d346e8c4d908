"""Verdicts: how a sentence stands to the spans it cites. Rules, no model, the same every time.

What is wrong in one precise way (a number, a date, a name, a quotation, a denial, a plan told as
a deed, rose for fell, the wrong speaker) is ``unsupported`` whatever else agrees; then the share
of its words that the spans hold decides between ``supported``, ``weak`` and ``unsupported``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering.contrast import misplaced_number, opposed, turned_word
from rag.answering.coverage import Coverage, Vectors, coverage
from rag.answering.dated import fading, spelled_out, wrong_relative
from rag.answering.denial import hidden_denial
from rag.answering.entailment import CONTRADICTED, ENTAILED, Entailment, scored
from rag.answering.figures import figures, wrong_figures
from rag.answering.first_person import own_voice
from rag.answering.framing import Framing, compare, unmet_verb, wrong_speaker
from rag.answering.naming import torn_name, wrong_names, wrong_role
from rag.answering.pairing import exchanged
from rag.answering.scope import too_wide
from rag.answering.shares import wrong_share
from rag.answering.wording import (
    is_verbatim,
    plain,
    without_insertions,
    wrong_code,
    wrong_insertion,
    wrong_quote,
)
from rag.grammar import Parse, parse_all
from rag.sentences import sentence_spans
from rag.types import Verdict

SUPPORTED_SHARE = 0.75
"""Share of a sentence's words that its spans must hold for ``supported``."""
WEAK_SHARE = 0.45
"""The same for ``weak``; below it a sentence says something else."""
UNMET_SHARE = 0.55
"""The same, of the words that are no names, where nothing in the spans comes near a verb."""
_APPEARED = re.compile(
    r"\b(?:report(?:s|ed|ing)?|publish(?:es|ed)?|wrote|written|articles?|accord(?:ing)?|as of)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{16,}")
_DENIES_CLAIM = re.compile(
    r"\b(?:rejects?|rejected|den(?:y|ies|ied)|dismiss(?:es|ed)?|rebuff(?:s|ed)?) (?:the )?"
    r"(?:claims?|allegations?|reports?|accusations?|suggestions?|rumou?rs?) that\b"
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and why it is not better (None when it could not be)."""

    verdict: Verdict
    reason: str | None = None

    @property
    def holds(self) -> bool:
        return self.verdict in (Verdict.VERBATIM, Verdict.SUPPORTED)


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps the rules where it is at hand: the embedder's words, a model of entailment."""

    vectors: Vectors | None = None
    entailment: Entailment | None = None


NO_AIDS = Aids()


def judge(
    sentence: str,
    spans: Sequence[str],
    *,
    known: Sequence[str] = (),
    published: Sequence[date | None] = (),
    aids: Aids = NO_AIDS,
) -> Judgement:
    """Check a sentence, without its marks, against the spans it cites, all of them together.

    ``known`` are facts about the articles that are no words of theirs (outlet, credits, author,
    date): a sentence may name them, but they support nothing else. ``published`` are the days of
    the spans' articles, one a span, which relative dates count from.

    Raises EntailmentError when a model that was set misbehaves.
    """
    text, inserted = without_insertions(plain(sentence))
    sources = [plain(span) for span in spans if span.strip()]
    if not sources or not re.search(r"\w", text):
        return Judgement(Verdict.UNSUPPORTED, "cites nothing shown")
    wrong = wrong_insertion(inserted, sources)
    if wrong is None and any(is_verbatim(text, source) for source in sources):
        return Judgement(Verdict.VERBATIM)
    days = [day for span, day in zip(spans, published, strict=False) if span.strip()]
    by_rules = (
        Judgement(Verdict.UNSUPPORTED, wrong)
        if wrong
        else _by_rules(text, sources, [plain(item) for item in known], days, aids.vectors)
    )
    return _weighed(by_rules, text, sources, aids.entailment)


def _by_rules(
    text: str,
    sources: Sequence[str],
    known: Sequence[str],
    days: Sequence[date | None],
    vectors: Vectors | None,
) -> Judgement:
    told = spelled_out(sources, days)
    wrong = (
        wrong_quote(text, sources)
        or wrong_code(text, sources)
        or wrong_relative(text, sources, days)
        or _wrong_figures(text, sources, known, told)
        or wrong_share(text, sources)
        or own_voice(text, sources)
    )
    if wrong:
        return Judgement(Verdict.UNSUPPORTED, wrong)
    claims, grounds = _parsed([text]), _parsed(sources)
    framing = compare(claims, grounds)
    wrong = (
        wrong_names(claims, sources, [*known, *told])
        or torn_name(claims, grounds)
        or wrong_role(claims, sources)
        or framing.wrong
        or opposed(claims, grounds)
        or misplaced_number(claims, grounds)
        or exchanged(claims, grounds)
        or wrong_speaker(claims, grounds, known)
    )
    if wrong:
        return Judgement(Verdict.UNSUPPORTED, wrong)
    held = coverage(claims, sources, grounds, [*known, *told], vectors)
    loose = (
        too_wide(text, sources)
        or hidden_denial(text, sources)
        or turned_word(claims, grounds)
        or fading(text, days)
    )
    return _by_share(held, framing, unmet_verb(claims, grounds), loose)


def _weighed(
    judged: Judgement, text: str, sources: Sequence[str], model: Entailment | None
) -> Judgement:
    """With a model: a contradiction does not stand; what was only half told may."""
    if model is None or judged.verdict is Verdict.UNSUPPORTED:
        return judged
    scores = scored(model, " ".join(sources), text)
    if scores.contradiction >= CONTRADICTED:
        return Judgement(Verdict.UNSUPPORTED, "contradicts the passage it cites, by the model")
    if judged.verdict is Verdict.WEAK and scores.entailment >= ENTAILED:
        return Judgement(Verdict.SUPPORTED)
    return judged


def _by_share(held: Coverage, framing: Framing, unmet: str | None, wide: str | None) -> Judgement:
    """The verdict on a sentence that is wrong in no precise way."""
    if held.share < WEAK_SHARE or (unmet and held.matter < UNMET_SHARE):
        return Judgement(Verdict.UNSUPPORTED, unmet or "says more than the passage it cites")
    told = held.lacking and f"the passage it cites does not tell of '{held.lacking[0]}'"
    part = held.share < SUPPORTED_SHARE and "only part of it is in the passage it cites"
    why = unmet or wide or told or part or framing.loose
    return Judgement(Verdict.WEAK, why) if why else Judgement(Verdict.SUPPORTED)


def _wrong_figures(
    text: str, sources: Sequence[str], known: Sequence[str], told: Sequence[str]
) -> str | None:
    for run in _DIGITS.findall(text):  # longer than any number that is read as one
        if not any(run in source for source in sources):
            return f"the number '{run[:20]}...' is not in the passage it cites"
    lent = [figures(item) for item in known]
    years = frozenset(int(q.value) for f in lent for q in f.quantities) | frozenset(
        date.year for f in lent for date in f.days.dates if date.year
    )
    # The day of an article is told of its appearance, not of what happened.
    dated = [f for f in lent if f.days.dates] if _APPEARED.search(text) else []
    return wrong_figures(figures(text), [*map(figures, [*sources, *told]), *dated], years)


def _parsed(texts: Iterable[str]) -> list[Parse]:
    plainer = [_DENIES_CLAIM.sub("denied that", text) for text in texts]
    pieces = [text[s.start : s.end] for text in plainer for s in sentence_spans(text)]
    # What stands on the two sides of a semicolon does not govern each other.
    return parse_all([part for piece in pieces for part in re.split(r"(?<=;)\s", piece)])
