"""Are contradictions noticed, and is what merely differs left alone? ``make bench-conflicts``.

Pairs of sentences written by hand, before the rules were made: contradictions, pairs that merely
differ (another day, place, scope, rounding), and later states of one matter. Some (``tune``) were
looked at while the rules were made; some (``opened``) were run unread and mended after; the rest
(``held``) nobody has looked at. What the first run of the opened ones gave is in docs/answers.md.
"""

from __future__ import annotations

from disputes.pairs import (
    CONFLICT,
    DEVELOPMENT,
    DIFFERENT,
    HELD,
    OPENED,
    Pair,
    by_numbers,
    by_rules,
    pairs,
    precision,
    recall,
)
from figures import Table, keep, show

KINDS = ("number", "date", "denial")


def main() -> None:
    every = pairs()
    tables = [
        _by_label("seen while the rules were made", _of(every, "tune")),
        _by_label("run unread once, then opened", _of(every, OPENED)),
        _by_label("never looked at", _of(every, HELD)),
        _by_kind(every),
    ]
    for table in tables:
        show(table)
    keep("conflicts", tables)


def _of(every: list[Pair], half: str) -> list[Pair]:
    return [pair for pair in every if pair.half == half]


def _by_label(title: str, some: list[Pair]) -> Table:
    rows = [
        (
            label,
            str(sum(pair.label == label for pair in some)),
            str(precision(some, by_rules, label)),
            str(recall(some, by_rules, label)),
            str(precision(some, by_numbers, label)),
            str(recall(some, by_numbers, label)),
        )
        for label in (CONFLICT, DEVELOPMENT, DIFFERENT)
    ]
    columns = ("", "pairs", "precision", "recall", "precision, by numbers", "recall, by numbers")
    note = "By numbers: half of the words in common, and other numbers, words or a denial."
    return Table(f"{title}: {len(some)} pairs", columns, rows, note)


def _by_kind(every: list[Pair]) -> Table:
    rows = []
    for kind in KINDS:
        of_kind = [pair for pair in every if pair.kind == kind]
        held = [pair for pair in of_kind if pair.half == HELD]
        rows.append(
            (
                kind,
                str(precision(of_kind, by_rules)),
                str(recall(of_kind, by_rules)),
                str(precision(held, by_rules)),
                str(recall(held, by_rules)),
            )
        )
    columns = ("contradictions of", "precision", "recall", "precision, held", "recall, held")
    return Table("by kind", columns, rows)


if __name__ == "__main__":
    main()
