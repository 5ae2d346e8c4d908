"""A model's sentence against what it was shown: which spans it may cite, and whether it holds.

What a model cites is a proposal. The spans that go with a sentence are chosen here: those cited;
those with the sentence above that names who "he" is; or another shown sentence that says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.coverage import share
from rag.answering.dated import day_of
from rag.answering.shown import Shown, ShownSentence, date_of
from rag.answering.verify import NO_AIDS, SUPPORTED_SHARE, Aids, Judgement, judge
from rag.answering.wording import plain
from rag.grammar import parse
from rag.telemetry import step
from rag.terms import content_terms
from rag.types import Place, Verdict

NOTHING_SHOWN = "cites nothing shown"
_ADDRESSED = re.compile(
    r"\b(?:[Yy]ou(?:rs?|rself|rselves)?|[Mm]y|[Mm]e|[Mm]yself"
    r"|I(?:'m|'ve|'ll|'d| (?:am|have|will|can|cannot|do|did|was|shall|must|would)))\b"
)
_QUOTED = re.compile(r'"[^"]{0,1000}"')
_ABOVE = 4
_TRIED = 6
"""How many other shown sentences are weighed for one whose citation does not hold."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence's verdict and the shown sentences that it cites, in the order of the page."""

    judgement: Judgement
    cited: tuple[ShownSentence, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the cited sentences stand in their articles."""
        return tuple(
            Place(s.passage.article_id, s.passage.revision, s.start, s.end, s.text)
            for s in self.cited
        )


def check(
    text: str,
    ids: Sequence[str],
    shown: Shown,
    aids: Aids = NO_AIDS,
    likely: Sequence[str] = (),
) -> Checked:
    """The best that can be said for a sentence; never better than its words are.

    One that cites nothing is laid against all the ``likely`` ones together, too.
    """
    with step("verify", way="sentence") as under_way:
        checked = _checked(text, ids, shown, aids, likely)
        under_way.tell(verdict=checked.judgement.verdict.value, spans=len(checked.cited))
    return checked


def _checked(
    text: str, ids: Sequence[str], shown: Shown, aids: Aids, likely: Sequence[str]
) -> Checked:
    cited = tuple(shown.by_id[i] for i in ids if i in shown.by_id)
    first = _judged(text, cited, aids)
    if first.judgement.holds:
        return replace(first, cited=_needed(text, first))
    for sentences in _wider(cited, shown):
        wider = _judged(text, sentences, aids)
        if wider.judgement.holds:
            return wider
        if wider.judgement.verdict is Verdict.WEAK and first.judgement.verdict is not Verdict.WEAK:
            first = wider
    for sentence in _others(text, cited, shown):
        other = _judged(text, (sentence,), aids)
        if other.judgement.holds:
            return other
    if not ids and likely:
        together = _judged(text, tuple(shown.by_id[i] for i in likely), aids)
        if together.judgement.holds:
            return replace(together, cited=_needed(text, together))
    return first


def check_named(
    text: str, name: str, cited: tuple[ShownSentence, ...], naming: ShownSentence, aids: Aids
) -> Checked:
    """A sentence whose name comes from another span: that one lends the name and nothing else."""
    judged = _judged(text, cited, aids, (name,)).judgement
    return Checked(judged, (naming, *cited))


def _judged(
    text: str, cited: tuple[ShownSentence, ...], aids: Aids, lent: tuple[str, ...] = ()
) -> Checked:
    spans = [sentence.text for sentence in cited]
    known = [fact for sentence in cited for fact in _facts(sentence)]
    days = [day_of(sentence.passage.published) for sentence in cited]
    known = list(dict.fromkeys([*known, *lent]))
    judgement = judge(text, spans, known=known, published=days, aids=aids)
    return Checked(judgement, cited)


def _facts(sentence: ShownSentence) -> Iterator[str]:
    """What the prompt told of the article besides its words."""
    passage = sentence.passage
    yield from (passage.source or "", *passage.credits, *passage.authors)
    if passage.published:
        yield date_of(passage.published)


def _needed(text: str, checked: Checked) -> tuple[ShownSentence, ...]:
    """Without cited spans that have nothing to do with the sentence."""
    if len(checked.cited) < 2:
        return checked.cited
    kept = [s for s in checked.cited if share(plain(text), [plain(s.text)]) >= 0.25]
    return tuple(kept) or checked.cited


def _wider(cited: tuple[ShownSentence, ...], shown: Shown) -> Iterator[tuple[ShownSentence, ...]]:
    """The cited spans with one of the sentences above them, the nearest first."""
    if not cited:
        return
    for above in shown.before(cited[0])[:_ABOVE]:
        if above not in cited:
            yield (above, *cited)


def _others(text: str, cited: tuple[ShownSentence, ...], shown: Shown) -> Iterator[ShownSentence]:
    """Shown sentences with most of the sentence's words, best first; of "No." there are none."""
    if not content_terms(text):
        return
    said = plain(text)
    shares = [
        (share(said, [plain(sentence.text)]), sentence)
        for sentence in shown.sentences
        if (sentence,) != cited
    ]
    likely = [row for row in shares if row[0] >= SUPPORTED_SHARE]
    likely.sort(key=lambda row: -row[0])
    yield from (sentence for _, sentence in likely[:_TRIED])


def speaks_to_reader(text: str) -> bool:
    """Whether a sentence asks, orders, addresses or speaks for itself, outside of a quotation."""
    bare = _QUOTED.sub(" ", plain(text))
    if _ADDRESSED.search(bare) or bare.rstrip().endswith("?"):
        return True
    parsed = parse(bare)
    root = parsed.tokens[parsed.root] if parsed.tokens else None
    if root is None or root.tag != "VB":
        return False
    below = {parsed.tokens[i].dep for i in parsed.children(parsed.root)}
    return not below & {"nsubj", "nsubjpass", "csubj", "expl", "aux"}


def reason_of(checked: Checked) -> str | None:
    """Why a sentence may not be shown as fact; None when it may."""
    if not checked.cited:
        return NOTHING_SHOWN
    if checked.judgement.verdict is Verdict.UNSUPPORTED:
        return checked.judgement.reason or "is not in the passage it cites"
    return None
