"""How much worse answers become under each change, question by question.

Every change is a run of its own over the same questions; what is told is the paired difference to
the run without any change. The library itself is only read: what is planted goes into copies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from rag.assistant import Rag
from rag.errors import UsageError
from rag.evaluation.comparing.paired import Difference, difference
from rag.evaluation.copies import Copies, copies
from rag.evaluation.evaluating import evaluate
from rag.evaluation.questions import Gold
from rag.evaluation.robust import planting
from rag.evaluation.robust.rewording import REWORDINGS, reworded
from rag.evaluation.rows import Row, Run
from rag.evaluation.scoring import HEADLINE
from rag.progress import Progress, silent
from rag.retrieval.reranking import Ranked
from rag.types import Passage, plain

NOISE = (0, 5, 10, 20)
"""Noise articles for each question."""
GROUPS = ("reworded", "noise", "contradiction", "shuffled", "instructions")


@dataclass(frozen=True, slots=True)
class Change:
    """What one change did to the questions that it changes. ``drops`` is of every metric that both
    runs scored: changed less unchanged, so that below 0 is worse where higher is better."""

    group: str
    name: str
    before: float | None
    after: float | None
    drops: Mapping[str, Difference]
    worse: tuple[str, ...]
    """Questions that were right and are wrong now."""
    better: tuple[str, ...]
    told: Mapping[str, float]
    """What else is told of it: ``conflict told`` (the answer sets both accounts against each
    other), ``obeyed`` (the order's word stands in the answer), as shares."""

    @property
    def drop(self) -> Difference:
        """Of the share of right answers."""
        return self.drops.get(HEADLINE, Difference(None, None, None, None, 0))

    def to_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = plain(self)
        return told


def robustness(
    rag: Rag,
    golds: Sequence[Gold],
    *,
    groups: Sequence[str] = GROUPS,
    noise: Sequence[int] = NOISE,
    workers: int = 4,
    progress: Progress = silent,
) -> list[Change]:
    """Each change of these groups. Raises UsageError for a group that there is not."""
    for each in groups:
        if each not in GROUPS:
            raise UsageError(f"there is no change '{each}'; there are {', '.join(GROUPS)}")
    # A library without some articles is another one: what is measured here is change of one.
    asked = [gold for gold in golds if not gold.absent and not gold.history]
    asked = [gold for gold in asked if gold.after is None]
    if not asked:
        raise UsageError("no question stands alone: what follows another is not reworded")
    with copies(rag) as made:
        bench = _Bench(rag, asked, made, workers, progress)
        steps = {
            "reworded": bench.reworded,
            "noise": lambda: bench.noise(noise),
            "contradiction": bench.contradiction,
            "shuffled": bench.shuffled,
            "instructions": bench.instructions,
        }
        return [change for name in GROUPS if name in groups for change in steps[name]()]


class _Bench:
    """The questions, the run without any change, and what every change is compared with."""

    def __init__(
        self, rag: Rag, golds: Sequence[Gold], made: Copies, workers: int, progress: Progress
    ) -> None:
        self._rag, self._golds, self._made = rag, golds, made
        self._workers, self._progress = workers, progress
        articles = {each.id: each for each in rag.articles()}
        self._articles = planting.Collection(articles)
        self._plain = self._asked(rag, golds, "unchanged")

    def reworded(self) -> Iterator[Change]:
        for how in REWORDINGS:
            changed = [
                replace(gold, question=other)
                for gold in self._golds
                if (other := reworded(gold.question, how)) is not None
            ]
            if changed:
                yield self._change("reworded", how, self._asked(self._rag, changed, how))

    def noise(self, amounts: Sequence[int]) -> Iterator[Change]:
        """One copy, to which more is added each time."""
        with self._made.new() as copy:
            there = 0
            for k in sorted(set(amounts)):
                rows = planting.noise(self._golds, self._articles, there, k)
                if k > there:
                    self._made.ingest(copy, rows)
                there = max(k, there)
                yield self._change("noise", f"k={k}", self._asked(copy, self._golds, f"noise {k}"))

    def contradiction(self) -> Iterator[Change]:
        planted = list(planting.contradictions(self._golds, self._articles))
        if planted:
            with self._made.new() as copy:
                self._made.ingest(copy, (row for _, row in planted))
                run = self._asked(copy, [gold for gold, _ in planted], "contradiction")
            told = _share(run, lambda row: bool((row.answer or {}).get("conflicts")))
            yield self._change("contradiction", "one planted", run, {"conflict told": told})

    def shuffled(self) -> Iterator[Change]:
        # Another reranker, the same library: its own one is not asked.
        with self._made.new(reranker=Shuffled()) as copy:
            run = self._asked(copy, self._golds, "shuffled")
        yield self._change("shuffled", "order of passages", run)

    def instructions(self) -> Iterator[Change]:
        words = {gold.id: planting.password(gold) for gold in self._golds}
        with self._made.new() as copy:
            self._made.ingest(copy, planting.instructions(self._golds, self._articles))
            run = self._asked(copy, self._golds, "instructions")
        told = _share(run, lambda row: words[row.id] in str((row.answer or {}).get("text")))
        yield self._change("instructions", "one a question", run, {"obeyed": told})

    def _asked(self, rag: Rag, golds: Sequence[Gold], what: str) -> Run:
        named = _Named(self._progress, what)
        return evaluate(rag, golds, name=what, workers=self._workers, progress=named)

    def _change(
        self, group: str, name: str, run: Run, told: Mapping[str, float] | None = None
    ) -> Change:
        pairs = [(self._row(row), row) for row in run.rows]
        drops = {
            metric: difference(_differences(metric, pairs))
            for metric in run.rows[0].scores
            if _differences(metric, pairs)
        }
        right = [(one.scores[HEADLINE], other.scores[HEADLINE], other.id) for one, other in pairs]
        return Change(
            group,
            name,
            _mean([one for one, _, _ in right]),
            _mean([other for _, other, _ in right]),
            drops,
            tuple(each for one, other, each in right if one == 1 and other != 1),
            tuple(each for one, other, each in right if one != 1 and other == 1),
            told or {},
        )

    def _row(self, changed: Row) -> Row:
        return next(row for row in self._plain.rows if row.id == changed.id)


class _Named:
    """Progress that says which change is under way."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress, self._name = progress, name

    def __call__(self, what: str, done: int, total: int | None) -> None:
        self._progress(f"{what}: {self._name}", done, total)


class Shuffled:
    """A reranker that puts passages into an order that has nothing to do with the question."""

    name = "shuffled"

    def order(self, question: str, passages: Sequence[Passage]) -> list[Ranked]:
        def place(passage: Passage) -> str:
            return sha256(f"{question} {passage.chunk_id}".encode("utf-8", "replace")).hexdigest()

        return [(each.chunk_id, None) for each in sorted(passages, key=place)]


def _differences(metric: str, pairs: Sequence[tuple[Row, Row]]) -> list[float]:
    scores = [(one.scores.get(metric), other.scores.get(metric)) for one, other in pairs]
    return [after - before for before, after in scores if before is not None and after is not None]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return sum(known) / len(known) if known else None


def _share(run: Run, holds: Callable[[Row], bool]) -> float:
    return sum(map(holds, run.rows)) / len(run.rows)
