"""Verdicts: how a sentence stands to the spans it cites. Rules, no model, the same every time.

What is wrong in one precise way (a number, a date, a name, a quotation, a denial, a plan told as
a deed, rose for fell, the wrong speaker) is ``unsupported`` whatever else agrees; then the share
of its words that the spans hold decides between ``supported``, ``weak`` and ``unsupported``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answering.contrast import misplaced_number, near, opposed
from rag.answering.figures import figures, without_figures, wrong_figures
from rag.answering.framing import Framing, compare, unmet_verb, wrong_speaker
from rag.answering.naming import names_of, torn_name, wrong_names, wrong_role
from rag.answering.pairing import exchanged
from rag.grammar import Parse, parse_all
from rag.retrieval.names import actors_in, aliases
from rag.sentences import sentence_spans
from rag.terms import content_terms
from rag.types import Verdict

SUPPORTED_SHARE = 0.75
"""Share of a sentence's words that its spans must hold for ``supported``."""
WEAK_SHARE = 0.5
"""The same for ``weak``; below it a sentence says something else."""
_NAME_WEIGHT = 0.34

_GLYPHS = str.maketrans(
    {**dict.fromkeys("“”„«»″", '"'), **dict.fromkeys("‘’‚′ʼ", "'"), **dict.fromkeys("‐‑‒–—―", "-")}
)
_QUOTED = re.compile(
    r'"([^"]{1,600})"|(?<![\w])\'([^\'"]{2,300}(?:\'[a-z]{1,2} [^\'"]{0,200})*)\'(?!\w)'
)
_LEFT_OUT = re.compile(r"\.\.\.|…|\[[^\[\]]{0,200}\]")
_END = re.compile(r"[\s.!?…]+$")
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")
_DIGITS = re.compile(r"\d{16,}")
_DENIES_CLAIM = re.compile(
    r"\b(?:rejects?|rejected|den(?:y|ies|ied)|dismiss(?:es|ed)?|rebuff(?:s|ed)?) (?:the )?"
    r"(?:claims?|allegations?|reports?|accusations?|suggestions?|rumou?rs?) that\b"
)
_FRAME = frozenset(
    """not no never deny denied denies if whether unless may might could would said says say
    according claim claims claimed argue argues argued contends alleged allegedly reportedly
    believe believes suggests suggested plan plans planned consider considering would-be should
    will expected hope hopes likely unlikely wants false falsely without neither nor""".split()
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and why it is not better (None when it could not be)."""

    verdict: Verdict
    reason: str | None = None

    @property
    def holds(self) -> bool:
        return self.verdict in (Verdict.VERBATIM, Verdict.SUPPORTED)


def judge(sentence: str, spans: Sequence[str], *, known: Sequence[str] = ()) -> Judgement:
    """Check a sentence, without its marks, against the spans it cites, all of them together.

    ``known`` are facts about the articles that are no words of theirs (outlet, credits, author,
    date): a sentence may name them, but they support nothing else.
    """
    text = plain(sentence)
    sources = [plain(span) for span in spans if span.strip()]
    if not sources or not re.search(r"\w", text):
        return Judgement(Verdict.UNSUPPORTED, "cites nothing shown")
    if any(is_verbatim(text, source) for source in sources):
        return Judgement(Verdict.VERBATIM)
    lent = [plain(item) for item in known]
    wrong = wrong_quote(text, sources) or _wrong_figures(text, sources, lent)
    if wrong:
        return Judgement(Verdict.UNSUPPORTED, wrong)
    claims, grounds = _parsed([text]), _parsed(sources)
    framing = compare(claims, grounds)
    wrong = (
        wrong_names(claims, sources, lent)
        or torn_name(claims, grounds)
        or wrong_role(claims, sources)
        or framing.wrong
        or opposed(claims, grounds)
        or misplaced_number(claims, grounds)
        or exchanged(claims, grounds)
        or wrong_speaker(claims, grounds, lent)
    )
    if wrong:
        return Judgement(Verdict.UNSUPPORTED, wrong)
    held = _share_in_words(claims, sources, grounds, lent)
    return _by_share(held, framing, unmet_verb(claims, grounds))


def _by_share(held: float, framing: Framing, unmet: str | None) -> Judgement:
    if held < (SUPPORTED_SHARE if unmet else WEAK_SHARE):
        return Judgement(Verdict.UNSUPPORTED, unmet or "says more than the passage it cites")
    if unmet or held < SUPPORTED_SHARE:
        return Judgement(Verdict.WEAK, unmet or "only part of it is in the passage it cites")
    if framing.loose:
        return Judgement(Verdict.WEAK, framing.loose)
    return Judgement(Verdict.SUPPORTED)


def _share_in_words(
    claims: Sequence[Parse], sources: Sequence[str], grounds: Sequence[Parse], known: Sequence[str]
) -> float:
    """The share, by lemmas. Names count for less: they are there, or it would have been wrong,
    and must not stand in for what is said of them."""
    words = [*sources, *(" ".join(token.lemma for token in parse.tokens) for parse in grounds)]
    names = {claim.text[start:end] for claim in claims for start, end, _ in names_of(claim)}
    rest = " ".join(t.lemma for claim in claims for t in claim.tokens if t.text not in names)
    weight = _NAME_WEIGHT * len({term for name in names for term in content_terms(name)})
    number = len(_claimed(rest))
    if not number:
        return 1.0
    return (weight + number * share(rest, words, known)) / (weight + number)


def plain(text: str) -> str:
    """Straight quotes, one kind of dash and of space, NFC: what no verdict should hang on."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_GLYPHS).split())


def is_verbatim(text: str, source: str) -> bool:
    """Whether a sentence is the source's own words, and what is cut off did not change them."""
    words = _END.sub("", text)
    at = source.find(words)
    if at < 0 or not words:
        return False
    before, after = source[:at], source[at + len(words) :]
    if before[-1:].isalnum() or after[:1].isalnum():
        return False
    # The sentence around it, not the whole span: a cut-off "officials deny that" matters.
    left = re.split(r"(?<=[.!?])\s", before)[-1]
    right = re.split(r"[.!?](?:\s|$)", after)[0]
    cut = set(re.findall(r"[a-z]+(?:-[a-z]+)?|n't", f"{left} {right}".lower()))
    return not (cut & _FRAME or "n't" in cut)


def wrong_quote(text: str, sources: Sequence[str]) -> str | None:
    """The first words in quotation marks that are not the source's, letter for letter."""
    for match in _QUOTED.finditer(text):
        for piece in _LEFT_OUT.split(match[1] or match[2]):
            words = piece.strip().strip(",.;:!? ")
            if words and not any(_occurs(words, source) for source in sources):
                return f"the quoted words “{words}” are not in the passage it cites"
    return None


def _occurs(words: str, source: str) -> bool:
    """A quotation may begin with a capital that the source does not have."""
    variants = {words, words[0].lower() + words[1:], words[0].upper() + words[1:]}
    return any(
        re.search(rf"(?<!\w){re.escape(variant)}(?!\w)", source) is not None for variant in variants
    )


def _wrong_figures(text: str, sources: Sequence[str], known: Sequence[str]) -> str | None:
    for run in _DIGITS.findall(text):  # longer than any number that is read as one
        if not any(run in source for source in sources):
            return f"the number '{run[:20]}...' is not in the passage it cites"
    lent = [figures(item) for item in known]
    years = frozenset(int(q.value) for f in lent for q in f.quantities) | frozenset(
        date.year for f in lent for date in f.days.dates if date.year
    )
    dated = [f for f in lent if f.days.dates]
    return wrong_figures(figures(text), [*map(figures, sources), *dated], years)


def _parsed(texts: Iterable[str]) -> list[Parse]:
    plainer = [_DENIES_CLAIM.sub("denied that", text) for text in texts]
    pieces = [text[s.start : s.end] for text in plainer for s in sentence_spans(text)]
    # What stands on the two sides of a semicolon does not govern each other.
    return parse_all([part for piece in pieces for part in re.split(r"(?<=;)\s", piece)])


def share(text: str, sources: Sequence[str], known: Sequence[str] = ()) -> float:
    """The share of a sentence's words that its sources hold, as stems or near words.

    Numbers, dates and acronyms are left out of it: they have rules of their own.
    """
    held = {term for item in (*sources, *known) for term in content_terms(item)}
    for country in (c for source in sources for c in actors_in(source)):
        held.update(term for name in aliases(country) for term in content_terms(name))
    acronyms = {term for word in _ACRONYM.findall(text) for term in content_terms(word)} - held
    claimed = _claimed(text) - acronyms
    if not claimed:
        return 1.0
    found = sum(term in held or any(near(term, other) for other in held) for term in claimed)
    return found / len(claimed)


def _claimed(text: str) -> set[str]:
    return {term for term in content_terms(without_figures(text)) if len(term) > 1}
