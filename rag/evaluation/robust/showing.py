"""What changes did, as lines for a terminal and as the object that ``--json`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rag.evaluation.robust.running import Change
from rag.types import SCHEMA

_HEAD = f"{'':35} {'before':>7} {'after':>7}   {'difference, 95 % interval':38} worse better"


def table(changes: Sequence[Change]) -> Iterator[str]:
    """Lines for a terminal: each change with the share of right answers before and after."""
    yield _HEAD
    for each in changes:
        told = "  ".join(f"{name} {share:.0%}" for name, share in each.told.items())
        drop = each.drop
        span = "" if drop.mean is None else f"{drop.mean:+.3f}  [{drop.low:+.3f}, {drop.high:+.3f}]"
        span = f"{span}  n={drop.n}"
        yield (
            f"{each.group:14} {each.name:20} {_figure(each.before):>7} {_figure(each.after):>7}   "
            f"{span:38} {len(each.worse):5} {len(each.better):6}  {told}"
        ).rstrip()


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def as_json(changes: Sequence[Change]) -> dict[str, Any]:
    return {"schema": SCHEMA, "changes": [each.to_dict() for each in changes]}
