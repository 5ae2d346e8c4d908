"""Figures that a benchmark prints, kept beside for ``docs/performance.md``."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

KEPT = Path(__file__).parents[1] / "build" / "bench"


@dataclass(frozen=True)
class Table:
    """Rows under columns. A goal, where there is one, is a column of its own."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    note: str = ""
    """What a reader must know to read it: sizes, machine, how often."""


def show(table: Table) -> None:
    """Prints a table, its columns aligned: the first to the left, the others to the right."""
    lines = [table.columns, *table.rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(table.columns))]
    print(f"\n{table.title}")
    for line in lines:
        first, *others = zip(line, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        print("  " + "  ".join(cells).rstrip())
    if table.note:
        print(f"  {table.note}")


def keep(name: str, tables: Sequence[Table]) -> None:
    """Writes the tables where the report finds them, in place of an earlier run's."""
    KEPT.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(each) for each in tables], ensure_ascii=False, indent=1)
    (KEPT / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def kept(name: str) -> list[Table]:
    """The tables of a benchmark's last run. Raises FileNotFoundError when it never ran."""
    rows = json.loads((KEPT / f"{name}.json").read_text("utf-8"))
    return [
        Table(each["title"], tuple(each["columns"]), [tuple(r) for r in each["rows"]], each["note"])
        for each in rows
    ]


def processor_time() -> float:
    """Seconds of this process and of those that it began and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
