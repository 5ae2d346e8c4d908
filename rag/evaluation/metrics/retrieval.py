"""Retrieval: are the right articles, spans and facts among the first k, and how far up?

The arithmetic is that of ir-measures (MacAvaney, Macdonald & Ounis, ECIR 2022), which comes with
the extra ``eval``. What is ranked differs by level:

======= ==============================================================================
article the articles of the passages, each at its best passage's place
span    the passages; one that holds a gold span, by offsets or by text, is relevant
fact    the passages; one that holds a gold fact's words is relevant (MultiHop-RAG)
======= ==============================================================================

Of spans and facts, a passage that holds only what one above it held is no second hit, and what
stands in one passage together is one unit, so that a perfect order scores 1; recall alone counts
each span or fact for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import TypeVar

from rag.evaluation.marking import normalized
from rag.evaluation.metrics.metric import UNSCORED, Metric, Score, Texts
from rag.evaluation.observed import Observed, Span
from rag.evaluation.questions import Gold, GoldSpan

CUTOFFS = (1, 4, 10)
INSTALL = "retrieval is not measured without ir-measures: pip install 'byline[eval]'"
_ALL = 1000
Unit = TypeVar("Unit")

_SAYS = {
    "recall": ("R", "the share of the gold {unit}s among the first {k}"),
    "precision": ("P", "the share of the first {k} places that hold a gold {unit}"),
    "hit": ("Success", "1 when a gold {unit} is among the first {k}, else 0"),
    "MRR": ("RR", "1 / the place of the first gold {unit} among the first {k} (Voorhees 1999)"),
    "nDCG": ("nDCG", "discounted gain of the first {k} over the best possible "
             "(Järvelin & Kekäläinen 2002)"),
    "MAP": ("AP", "the mean precision at the places of the gold {unit}s, to the {k}th"),
}  # fmt: skip
_FROM = {
    "article": "by article",
    "span": "of passages that hold a gold span",
    "fact": "of passages that hold a gold fact, as MultiHop-RAG counts (Tang & Yang, COLM 2024)",
}


def available() -> bool:
    """Whether ir-measures is installed."""
    return find_spec("ir_measures") is not None


def metrics() -> tuple[Metric, ...]:
    """All of them; none without ir-measures."""
    return tuple(_metrics()) if available() else ()


def _metrics() -> Iterator[Metric]:
    for level, judged in _LEVELS.items():
        for measure, (_, says) in _SAYS.items():
            for k in CUTOFFS:
                yield Metric(
                    f"{level}_{measure}@{k}",
                    "retrieval",
                    f"{says.format(unit=level, k=k)}, {_FROM[level]}; by ir-measures",
                    _measure(judged, measure, k),
                )


def _measure(
    judged: Callable[[Gold, Observed, Texts], _Ranked | None], measure: str, k: int
) -> Callable[[Gold, Observed, Texts], Score]:
    def measured(gold: Gold, observed: Observed, texts: Texts) -> Score:
        if not gold.answerable or not observed.tells_passages:
            return UNSCORED
        ranked = judged(gold, observed, texts)
        if ranked is None:
            return UNSCORED
        return Score(_calculated(ranked)[measure, k], _where(ranked))

    return measured


_Ranked = tuple[int, tuple[tuple[int, ...], ...]]
"""How many gold units there are, and which of them each place brings that none above it did."""


def _articles(gold: Gold, observed: Observed, texts: Texts) -> _Ranked | None:
    wanted = tuple(dict.fromkeys(gold.article_ids))
    ranked = dict.fromkeys(passage.article_id for passage in observed.passages)
    places = tuple((wanted.index(each),) if each in wanted else () for each in ranked)
    return (len(wanted), places) if wanted else None


def _spans(gold: Gold, observed: Observed, texts: Texts) -> _Ranked | None:
    def holds(passage: Span, span: GoldSpan) -> bool:
        return _holds(passage, span.quote) or _around(passage, span, texts)

    return _units(gold.spans, observed.passages, holds)


def _facts(gold: Gold, observed: Observed, texts: Texts) -> _Ranked | None:
    return _units(gold.facts, observed.passages, _holds)


_LEVELS = {"article": _articles, "span": _spans, "fact": _facts}


def _units(
    units: Sequence[Unit], passages: Sequence[Span], holds: Callable[[Span, Unit], bool]
) -> _Ranked | None:
    seen: set[int] = set()
    places = []
    for passage in passages:
        new = [at for at, unit in enumerate(units) if at not in seen and holds(passage, unit)]
        seen.update(new)
        places.append(tuple(new))
    return (len(units), tuple(places)) if units else None


def _holds(passage: Span, words: str) -> bool:
    """The words themselves; a copy of an article holds them just as well."""
    return normalized(words).strip() in normalized(passage.text)


def _around(passage: Span, span: GoldSpan, texts: Texts) -> bool:
    """By offsets, for a passage that comes without its article's own words."""
    if passage.start is None or passage.end is None or passage.article_id != span.article_id:
        return False
    at = (texts(span.article_id, passage.revision) or "").find(span.quote)
    return at >= 0 and passage.start <= at and at + len(span.quote) <= passage.end


def _where(ranked: _Ranked) -> str:
    units, places = ranked
    found = [f"{at}" for at, new in enumerate(places, 1) if new]
    held = sum(map(len, places))
    return f"{held} of {units}, at {', '.join(found)}" if found else f"0 of {units}"


@lru_cache(maxsize=64)
def _calculated(ranked: _Ranked) -> Mapping[tuple[str, int], float]:
    """Every measure at every cutoff, in one call of ir-measures."""
    import ir_measures

    qrels, run = _judgements(ranked)
    at = {name: getattr(ir_measures, of) for name, (of, _) in _SAYS.items() if name != "recall"}
    named = {of @ k: (name, k) for name, of in at.items() for k in CUTOFFS}
    recall = ir_measures.R @ _ALL
    found: dict[tuple[str, int], float] = {}
    for each in ir_measures.iter_calc([*named, recall], qrels, run):
        if each.query_id == "ranked" and each.measure in named:
            found[named[each.measure]] = float(each.value)
        elif each.query_id != "ranked" and each.measure == recall:
            found["recall", int(each.query_id)] = float(each.value)
    return found


def _judgements(
    ranked: _Ranked,
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, float]]]:
    """Judgements and runs as ir-measures takes them: "ranked" is the order of the places; a query
    named for each cutoff holds the units found to there, for recall."""
    units, places = ranked
    found = {unit for new in places for unit in new}
    names = [f"unit-{new[0]}" if new else f"place-{at}" for at, new in enumerate(places)]
    missed = [f"unit-{unit}" for unit in range(units) if unit not in found]
    qrels = {"ranked": dict.fromkeys([*missed, *(n for n in names if n.startswith("unit"))], 1)}
    run = {"ranked": {name: float(len(names) - at) for at, name in enumerate(names)}}
    for k in CUTOFFS:
        held = [f"unit-{unit}" for new in places[:k] for unit in new]
        qrels[str(k)] = {f"unit-{unit}": 1 for unit in range(units)}
        run[str(k)] = {name: float(len(held) - at) for at, name in enumerate(held)}
    return qrels, run
