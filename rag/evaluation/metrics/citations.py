"""Citations: does what is cited carry what is said, exactly, and rightly attributed?

Recall and precision are ALCE's (Gao et al., "Enabling Large Language Models to Generate Text with
Citations", EMNLP 2023): a sentence is recalled when all its citations together support it; a
citation is precise when its sentence is recalled and it supports it alone, or the others do not
without it. ALCE asks a model of entailment; here gold spans decide in one pair of metrics, the
verifier's rules in the other, and neither is mixed into the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.evaluation.metrics.attribution import attribution
from rag.evaluation.metrics.held import holds
from rag.evaluation.metrics.metric import UNSCORED, Metric, Score, Texts
from rag.evaluation.metrics.support import HALF, Supports, by_gold, by_verifier, covered, judged
from rag.evaluation.observed import Observed, Said, Span
from rag.evaluation.questions import Gold
from rag.types import Verdict

Claims = Sequence[tuple[Said, tuple[Span, ...]]]
"""Sentences, each with the spans that it cites."""
Measure = Callable[[Gold, Observed, Texts], Score]


def claims(observed: Observed, *, before: bool = False) -> Claims:
    """The sentences of an answer; with ``before``, also those that its own checks took out."""
    said = (*observed.sentences, *observed.removed) if before else observed.sentences
    spans = (*observed.citations, *observed.removed_citations)
    return [(each, tuple(spans[at] for at in each.cites)) for each in said]


def recall(said: Claims, supports: Supports) -> Score:
    """ALCE's citation recall: the share of sentences that their citations together support."""
    held = [bool(spans) and supports(each, spans) for each, spans in said]
    lacking = [each.text for (each, _), holds in zip(said, held, strict=True) if not holds]
    if not held:
        return UNSCORED
    return Score(sum(held) / len(held), f"not supported: {lacking[0][:120]}" if lacking else "")


def precision(said: Claims, supports: Supports) -> Score:
    """ALCE's citation precision: the share of citations that support, or are needed to."""
    marks = [mark for each, spans in said for mark in _precise(each, spans, supports)]
    if not marks:
        return Score(0.0, "cites nothing") if said else UNSCORED
    idle = len(marks) - sum(marks)
    return Score(sum(marks) / len(marks), f"{idle} of {len(marks)} support nothing" if idle else "")


def _precise(said: Said, spans: tuple[Span, ...], supports: Supports) -> list[bool]:
    if not spans or not supports(said, spans):
        return [False] * len(spans)
    rests = [spans[:at] + spans[at + 1 :] for at in range(len(spans))]
    return [
        supports(said, [span]) or not (rest and supports(said, rest))
        for span, rest in zip(spans, rests, strict=True)
    ]


def _by_gold(share: Callable[[Claims, Supports], Score], *, before: bool) -> Measure:
    def measured(gold: Gold, observed: Observed, texts: Texts) -> Score:
        if not gold.spans:
            return UNSCORED
        return share(claims(observed, before=before), by_gold(gold))

    return measured


def _by_verifier(share: Callable[[Claims, Supports], Score], *, before: bool) -> Measure:
    def measured(gold: Gold, observed: Observed, texts: Texts) -> Score:
        return share(claims(observed, before=before), by_verifier)

    return measured


def relevant(gold: Gold, observed: Observed, texts: Texts) -> Score:
    if observed.silent or not (gold.spans or gold.expected) or not observed.citations:
        return UNSCORED
    carried = [_carries(gold, span) for span in observed.citations]
    idle = len(carried) - sum(carried)
    reason = f"{idle} of {len(carried)} carry no part of the answer" if idle else ""
    return Score(sum(carried) / len(carried), reason)


def _carries(gold: Gold, span: Span) -> bool:
    return any(covered(each, [span]) >= HALF for each in gold.spans) or any(
        holds(span.text, each) for group in gold.expected for each in group
    )


def span_exact(gold: Gold, observed: Observed, texts: Texts) -> Score:
    found = [_exact(span, texts) for span in observed.citations]
    known = [each for each in found if each is not None]
    if not known:
        return UNSCORED
    off = len(known) - sum(known)
    reason = f"{off} of {len(known)} are not their article's words" if off else ""
    return Score(sum(known) / len(known), reason)


def _exact(span: Span, texts: Texts) -> bool | None:
    """None where no offsets are told, or the article is not at hand."""
    if span.start is None or span.end is None:
        return None
    text = texts(span.article_id, span.revision)
    return None if text is None else text[span.start : span.end] == span.text


def verbatim(gold: Gold, observed: Observed, texts: Texts) -> Score:
    said = claims(observed)
    if not said:
        return UNSCORED
    return Score(sum(_verdict(each) is Verdict.VERBATIM for each in said) / len(said))


def unsupported(gold: Gold, observed: Observed, texts: Texts) -> Score:
    said = claims(observed)
    if not said:
        return UNSCORED
    bad = [each.text for each, spans in said if _verdict((each, spans)) is Verdict.UNSUPPORTED]
    return Score(len(bad) / len(said), f"unsupported: {bad[0][:120]}" if bad else "")


def _verdict(claim: tuple[Said, tuple[Span, ...]]) -> Verdict:
    said, spans = claim
    return judged(said, spans).verdict if spans else Verdict.UNSUPPORTED


def _alce() -> tuple[Metric, ...]:
    says = {
        "recall": (recall, "the share of sentences that all their citations together support"),
        "precision": (precision, "the share of citations that support their sentence, or without "
                      "which the others do not"),
    }  # fmt: skip
    ways = {"gold": _by_gold, "verifier": _by_verifier}
    decides = {
        "gold": "by gold spans: what is cited holds half of the words of one",
        "verifier": "by the verifier's rules, which err as 'verifier' in the summary tells",
    }
    return tuple(
        Metric(
            f"citation_{name}_{way}{'_before' if before else ''}",
            "citations",
            f"{definition} (ALCE, Gao et al. 2023), decided {decides[way]}"
            + ("; with the sentences that the system itself removed" if before else ""),
            ways[way](share, before=before),
        )
        for way in ways
        for name, (share, definition) in says.items()
        for before in (False, True)
    )


METRICS = (
    Metric(
        "relevant",
        "citations",
        "the share of citations that carry the answer: hold half of a gold span's words, or an "
        "expected string",
        relevant,
    ),
    *_alce(),
    Metric(
        "span_exact",
        "citations",
        "the share of citations whose quote is their article's text from start to end",
        span_exact,
    ),
    Metric(
        "verbatim",
        "citations",
        "the share of sentences that are a cited span's own words",
        verbatim,
    ),
    Metric(
        "unsupported",
        "citations",
        "the share of sentences that cite nothing, or that the verifier finds unsupported",
        unsupported,
        "lower",
    ),
    Metric(
        "attribution",
        "citations",
        "the share of what citations tell of their articles that is so: outlet or credit and day "
        "as the library has them, the speaker named in the article's text",
        attribution,
    ),
)
