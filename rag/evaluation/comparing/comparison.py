"""Run B beside run A: every metric, every question, and what was set otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.evaluation.comparing.paired import SAME, Difference, difference, holm
from rag.evaluation.comparing.whole import whole_differences
from rag.evaluation.describing import NO_MATTER, flat
from rag.evaluation.rows import Row, Run
from rag.types import SCHEMA

HEADLINE, ALPHA = "right", 0.05
_LENGTHS = frozenset({"words", "sentences", "confidence", "said_no"})


@dataclass(frozen=True, slots=True)
class Change:
    """One metric over the questions that both runs have a score of.

    ``wins``, ``losses`` and ``ties`` are ids of questions, by which run is the better; ``holm`` is
    ``difference.p`` corrected for how many metrics were looked at, None where nothing differs.
    """

    metric: str
    group: str
    better: str
    a: float | None
    b: float | None
    difference: Difference
    wins: tuple[str, ...]
    losses: tuple[str, ...]
    ties: tuple[str, ...]
    unpaired: tuple[str, ...]
    """Questions that only one of the runs has a score of."""
    holm: float | None = None

    def __str__(self) -> str:
        if self.a is None or self.b is None:
            return f"{self.metric}: no question is scored in both"
        return f"{self.metric}: {self.a:.3f} -> {self.b:.3f}, {self.difference}"

    @property
    def differs(self) -> bool:
        """Whether it does at all; a metric of whole runs has no single wins."""
        return bool(self.wins or self.losses) or bool(not self.ties and self.difference.mean)

    @property
    def verdict(self) -> str:
        """``better``, ``worse``, or ``open`` where chance alone may have done it."""
        mean = self.difference.mean
        if not mean or self.holm is None or self.holm > ALPHA:
            return "open"
        return "better" if (mean > 0) == (self.better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class Setting:
    """One entry of settings.json that differs; None where a run has no such entry."""

    name: str
    a: Any
    b: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two runs."""

    a: Run
    b: Run
    both: tuple[str, ...]
    """Questions that both were asked, in the order of A."""
    changes: tuple[Change, ...]
    settings: tuple[Setting, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    reworded: tuple[str, ...]
    """Ids that stand for another question, or another right answer, in B: compared by nothing."""

    def change(self, metric: str) -> Change | None:
        return next((each for each in self.changes if each.metric == metric), None)

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "a": self.a.name,
            "b": self.b.name,
            "questions": len(self.both),
            "metrics": {each.metric: _told(each) for each in self.changes},
            "settings": {each.name: {"a": each.a, "b": each.b} for each in self.settings},
            "only_a": list(self.only_a),
            "only_b": list(self.only_b),
            "reworded": list(self.reworded),
        }


def compare(a: Run, b: Run, *, every: bool = False) -> Comparison:
    """B against A, question by question.

    Metrics that say much the same, such as recall at each cutoff, are one of many tests of one
    thing: unless ``every`` one is asked for, those that ``leads`` knows are compared.
    """
    of_a, of_b = ({row.id: row for row in run.rows} for run in (a, b))
    shared = [key for key in of_a if key in of_b]
    reworded = [key for key in shared if asked(of_a[key].gold) != asked(of_b[key].gold)]
    both = tuple(key for key in shared if key not in set(reworded))
    names = (name for name in _metrics(a, b) if every or leads(name))
    changes = [_change(name, a, b, both) for name in names]
    changes += _of_whole_runs([of_a[key] for key in both], [of_b[key] for key in both])
    # Where no question differs nothing could be found, so no test was made (Tarone 1990).
    corrected = holm([each.difference.p if each.differs else None for each in changes])
    return Comparison(
        a=a,
        b=b,
        both=both,
        changes=tuple(replace(c, holm=p) for c, p in zip(changes, corrected, strict=True)),
        settings=tuple(_settings(a.settings, b.settings)),
        only_a=tuple(key for key in of_a if key not in of_b),
        only_b=tuple(key for key in of_b if key not in of_a),
        reworded=tuple(reworded),
    )


def leads(metric: str) -> bool:
    """Whether a metric is one of quality or cost of its own: no other cutoff of one that is
    compared, no length, nothing that checks changed before anybody saw it."""
    base, _, k = metric.rpartition("@")
    if base:
        return k == "10" and base.endswith(("recall", "nDCG"))
    return metric not in _LENGTHS and not metric.endswith("_before")


def asked(gold: Mapping[str, Any]) -> dict[str, Any]:
    """What of a gold question decides its marks; what is empty or a note does not."""
    aside = {"id", "kind", "note", "must_pass", "near_miss"}
    return {key: value for key, value in gold.items() if value and key not in aside} | {
        "answerable": bool(gold.get("answerable", True))
    }


def _metrics(a: Run, b: Run) -> list[str]:
    """Every metric of both summaries that has a score of a question in both, in A's order."""
    scored = [
        {name for row in run.rows for name, value in row.scores.items() if value is not None}
        for run in (a, b)
    ]
    told = b.summary["metrics"]
    return [n for n in a.summary["metrics"] if n in told and n in scored[0] & scored[1]]


def _change(metric: str, a: Run, b: Run, both: tuple[str, ...]) -> Change:
    of_a, of_b = a.values(metric), b.values(metric)
    about = a.summary["metrics"][metric]
    better = str(about.get("better", "higher"))
    sign = 1 if better == "higher" else -1
    pairs = {
        key: (one, other)
        for key in both
        if (one := of_a[key]) is not None and (other := of_b[key]) is not None
    }
    moved = {key: other - one for key, (one, other) in pairs.items()}
    return Change(
        metric=metric,
        group=str(about.get("group", "")),
        better=better,
        a=_mean([one for one, _ in pairs.values()]),
        b=_mean([other for _, other in pairs.values()]),
        difference=difference(list(moved.values())),
        wins=tuple(key for key, by in moved.items() if sign * by > SAME),
        losses=tuple(key for key, by in moved.items() if sign * by < -SAME),
        ties=tuple(key for key, by in moved.items() if abs(by) <= SAME),
        unpaired=tuple(key for key in both if (of_a[key] is None) != (of_b[key] is None)),
    )


def _of_whole_runs(a: Sequence[Row], b: Sequence[Row]) -> Iterator[Change]:
    for metric, one, other, found in whole_differences(a, b):
        yield Change(
            metric=metric.name,
            group="saying no",
            better=metric.better,
            a=one,
            b=other,
            difference=found,
            wins=(),
            losses=(),
            ties=(),
            unpaired=(),
        )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _settings(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Setting]:
    """What may change an answer or a score, by its path: ``library.articles``."""
    of_a, of_b = flat(a), flat(b)
    for name in dict.fromkeys([*of_a, *of_b]):
        if of_a.get(name) != of_b.get(name) and name not in NO_MATTER:
            yield Setting(name, of_a.get(name), of_b.get(name))


def _told(change: Change) -> dict[str, Any]:
    of = change.difference
    return {
        "a": change.a,
        "b": change.b,
        "difference": of.mean,
        "low": of.low,
        "high": of.high,
        "p": of.p,
        "holm": change.holm,
        "n": of.n,
        "better": change.better,
        "verdict": change.verdict,
        "wins": list(change.wins),
        "losses": list(change.losses),
        "ties": list(change.ties),
        "unpaired": list(change.unpaired),
    }
