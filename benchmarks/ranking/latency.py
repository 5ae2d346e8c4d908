"""Where the time of a search goes, question by question, with every step on."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from figures import Table
from scale.stages import clocked

from rag import Rag
from rag.grammar import _remembered
from ranking.collection import Asked

GOAL = 40.0
"""Milliseconds that 95 of 100 questions are to take at most, their embedding included."""


def stages(rag: Rag, asked: Sequence[Asked]) -> Table:
    """p50 and p95 by step, in processor time of the asking thread; of the whole search also the
    time on the clock. Nothing is remembered of a question before it is asked.
    """
    for each in asked[:5]:
        rag.search(each.text, asked_at=each.day)
    rows: list[dict[str, float]] = []
    walls: list[float] = []
    for each in asked:
        _remembered._kept.clear()
        start = time.perf_counter()
        with clocked() as clock:
            rag.search(each.text, asked_at=each.day)
        walls.append(1e3 * (time.perf_counter() - start))
        rows.append({name: 1e3 * spent for name, spent in clock.spent.items()})
    by_step = {name: [row[name] for row in rows] for name in rows[0]}
    by_step["all steps, processor"] = [sum(row.values()) for row in rows]
    by_step["all steps, on the clock"] = walls
    table = Table(
        f"Where the time goes: {len(asked)} questions, ms",
        ("step", "p50", "p95", "goal"),
        note=f"{rag.status().chunks:,} chunks, everything on; a question is embedded beside its "
        "grammar, in a thread of its own, so that its step is what is waited for",
    )
    for name, values in by_step.items():
        p50, p95 = np.percentile(values, (50, 95))
        goal = f"<= {GOAL:.0f}" if name.startswith("all") else ""
        table.rows.append((name, f"{p50:.2f}", f"{p95:.2f}", goal))
    return table
