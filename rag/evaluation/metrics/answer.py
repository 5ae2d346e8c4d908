"""The answer's words: is it right, does it hold what is expected, is it short and said once?"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable

from rag.evaluation.marking import wrong
from rag.evaluation.metrics.held import holds
from rag.evaluation.metrics.metric import UNSCORED, Metric, Score, Texts
from rag.evaluation.observed import Observed
from rag.evaluation.questions import Gold

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def right(gold: Gold, observed: Observed, texts: Texts) -> Score:
    reason = wrong(gold, observed)
    return Score(0.0 if reason else 1.0, reason)


def expected_recall(gold: Gold, observed: Observed, texts: Texts) -> Score:
    if not gold.answerable or not gold.expected:
        return UNSCORED
    said = "" if observed.silent else observed.whole
    lacking = [group for group in gold.expected if not any(holds(said, each) for each in group)]
    reason = "; ".join("lacks " + " or ".join(group) for group in lacking)
    return Score(1 - len(lacking) / len(gold.expected), reason)


def exact_match(gold: Gold, observed: Observed, texts: Texts) -> Score:
    return _best(gold, observed, lambda said, gold: float(said == gold))


def token_f1(gold: Gold, observed: Observed, texts: Texts) -> Score:
    return _best(gold, observed, overlap)


def _best(gold: Gold, observed: Observed, compare: Callable[[str, str], float]) -> Score:
    """The best over all answers that count. As in SQuAD 2.0, the answer to a question that has
    none is the empty text, and so is a refusal."""
    answers = gold.answers if gold.answerable else ("",)
    if not answers:
        return UNSCORED
    said = "" if observed.silent else observed.short_answer or observed.lead or observed.text
    found = squad_normalized(said)
    value, best = max((compare(found, squad_normalized(each)), each) for each in answers)
    return Score(value, "" if value == 1 else f"said '{said[:80]}', not '{best}'")


def squad_normalized(text: str) -> str:
    """SQuAD's normalisation: lower case, no punctuation, no articles, single blanks."""
    plain = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def overlap(said: str, gold: str) -> float:
    """SQuAD's token F1 of two normalised texts; where one is empty, 1 when both are."""
    ours, theirs = said.split(), gold.split()
    if not ours or not theirs:
        return float(ours == theirs)
    same = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * same / (len(ours) + len(theirs))


def repetition(gold: Gold, observed: Observed, texts: Texts) -> Score:
    if observed.silent:
        return UNSCORED
    words = re.findall(r"\w+", _said(observed).casefold())
    grams = list(zip(words, words[1:], words[2:], strict=False))
    return Score(1 - len(set(grams)) / len(grams)) if grams else UNSCORED


def words(gold: Gold, observed: Observed, texts: Texts) -> Score:
    return UNSCORED if observed.silent else Score(float(len(_said(observed).split())))


def sentences(gold: Gold, observed: Observed, texts: Texts) -> Score:
    return UNSCORED if observed.silent else Score(float(len(observed.sentences)))


def _said(observed: Observed) -> str:
    return " ".join(each.text for each in observed.sentences) or observed.whole


METRICS = (
    Metric(
        "right",
        "answer",
        "1 when an answerable question is answered with one string of every expected group and, "
        "where articles are named, one of them is cited; or an unanswerable one is refused",
        right,
    ),
    Metric(
        "expected_recall",
        "answer",
        "the share of the expected groups of which one string stands in the answer, however "
        "numbers and dates are spelled; 0 where an answerable question is refused",
        expected_recall,
    ),
    Metric(
        "exact_match",
        "answer",
        "1 when the short answer (else the lead, else the text) equals a gold answer after "
        "SQuAD's normalisation (Rajpurkar et al. 2016); of an unanswerable question, 1 when it is "
        "refused (Rajpurkar, Jia & Liang 2018)",
        exact_match,
    ),
    Metric(
        "token_f1",
        "answer",
        "the harmonic mean of precision and recall of the short answer's words against the best "
        "gold answer, normalised and counted as exact_match (Rajpurkar et al. 2016, 2018)",
        token_f1,
    ),
    Metric(
        "repetition",
        "answer",
        "the share of the answer's 3-grams of words that stand in it already (1 - distinct-3; "
        "after Li et al., NAACL 2016)",
        repetition,
        "lower",
    ),
    Metric("words", "answer", "the length of the answer in words", words, "lower", "words"),
    Metric(
        "sentences",
        "answer",
        "the length of the answer in sentences",
        sentences,
        "lower",
        "sentences",
    ),
)
