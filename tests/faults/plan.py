"""Which run is killed where: the same for the same seed and number, as far as clocks allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from .runs import Kill, Ran
from .steps import STEPS

_BETWEEN = {"keywords: commit": "out"}
"""Steps whose work comes after the function that is watched."""


@dataclass(frozen=True)
class Planned:
    run: str
    kill: Kill

    def sooner(self) -> Planned:
        """For a run that had ended before: half as late."""
        kill = {**self.kill, "seconds": self.kill["seconds"] / 2}
        if "call" in kill:
            kill["call"] = (kill["call"] + 1) // 2
        return replace(self, kill=kill)

    def __str__(self) -> str:
        return f"rag {self.run}, killed at {self.kill}"


def planned(number: int, seed: str, known: Mapping[str, Ran]) -> Planned:
    """Two of three at a named step, all steps in turn; one at any moment. ``known`` is how each
    run goes when nothing is killed.
    """
    chance = Random(f"{seed}/{number}")
    turn, at_any_moment = 2 * (number // 3) + number % 3, number % 3 == 2
    if at_any_moment:
        run = chance.choice(sorted(known))
        return Planned(run, {"seconds": round(chance.uniform(0.01, known[run].seconds), 6)})
    steps = [step for step in STEPS if any(step in ran.spans for ran in known.values())]
    step = steps[turn % len(steps)]
    run = chance.choice(sorted(name for name, ran in known.items() if step in ran.spans))
    call = chance.randrange(len(known[run].spans[step]))
    span = known[run].spans[step][call]
    ways = [("in", 0.0), ("in", span.end - span.start), ("out", 0.0)]
    if step in _BETWEEN:
        ways = [("out", span.next - span.end)]
    moment, longest = chance.choice(ways)
    seconds = round(chance.uniform(0, longest), 6)
    return Planned(run, {"step": step, "call": call + 1, "moment": moment, "seconds": seconds})
