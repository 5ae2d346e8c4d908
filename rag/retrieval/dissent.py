"""Near copies that disagree: the same sentence with another number, or denied.

Of several near copies few are shown. When one of them says otherwise on what is asked, it is worth
more than one that says the same again: else ten planted copies would hide the eleventh's answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.retrieval.triples import Triples, share, triples, words
from rag.sentences import sentence_spans
from rag.terms import content_terms, numbers
from rag.types import Passage

ALIKE = 0.4
"""Of a sentence's word triples, to be the same sentence; one word put in breaks three of them."""
_ABOUT = 2
"""Terms of the question that a sentence must hold to be about it."""
_DENIALS = frozenset(
    "not no never none nobody nothing neither nor without cannot denies denied deny refuses refused"
    " rejects rejected didnt doesnt dont isnt wasnt werent wont wouldnt hasnt havent cant".split()
)


def denials(text: str) -> frozenset[str]:
    """The words of a text that turn what it says around."""
    return _DENIALS.intersection(words(text))


def counterpart(text: str, said: str) -> str | None:
    """The sentence of a text that is the same one, small edits apart."""
    wanted = triples(said)
    # No sentence has more of it than its line: the others need not be taken apart.
    near = (line for line, held in _lines(text) if share(wanted, held) >= ALIKE)
    sentences = (line[span.start : span.end] for line in near for span in sentence_spans(line))
    best = max(sentences, key=lambda each: len(wanted & triples(each)), default=None)
    if best is None or share(wanted, triples(best)) < ALIKE:
        return None
    return best


@lru_cache(maxsize=64)
def _lines(text: str) -> tuple[tuple[str, Triples], ...]:
    return tuple((line, triples(line)) for line in text.split("\n") if line)


def at_odds(text: str, other: str, about: frozenset[str]) -> bool:
    """Whether two texts say otherwise on a matter: one sentence in both, with other numbers or
    denied in one of them."""
    for span in sentence_spans(other):
        said = other[span.start : span.end]
        if len(about.intersection(content_terms(said))) < min(_ABOUT, len(about)):
            continue
        same = counterpart(text, said)
        if same is None:
            continue
        if set(numbers(same)) != set(numbers(said)) or denials(same) != denials(said):
            return True
    return False


def dissent_first(
    passages: Sequence[Passage], clusters: Mapping[str, str], about: frozenset[str]
) -> list[Passage]:
    """The passages in their order, but of near copies the one that says otherwise comes second."""
    ordered = list(passages)
    articles = Counter(clusters[each] for each in {p.article_id for p in passages})
    for cluster in (each for each, count in articles.items() if count > 1):
        places = [at for at, p in enumerate(ordered) if clusters[p.article_id] == cluster]
        best, *rest = (ordered[at] for at in places)
        otherwise = next((p for p in rest if at_odds(best.text, p.text, about)), None)
        if otherwise is not None:
            rest.remove(otherwise)
            for at, passage in zip(places, [best, otherwise, *rest], strict=True):
                ordered[at] = passage
    return ordered
