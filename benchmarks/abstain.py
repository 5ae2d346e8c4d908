"""Does Byline say no where the articles are silent, and only there?

    make bench-abstain                 (or: python benchmarks/abstain.py)

Every case goes through the whole pipeline as it is shipped. Of each set the half is reported that
no rule was made on, and beside it the other. The weights of the confidence were fitted on both
(on none of the news), so what they are worth for new questions is what ``make tune-confidence``
prints, by cross-validation. Writes the curve of risk and coverage to build/abstain.svg.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from abstaining.asking import answer, cases_of
from abstaining.cases import HELD, TUNE
from abstaining.drawing import drawn
from abstaining.measures import Outcome, curve
from abstaining.tables import by_set, decisions, reliability, risks, short
from figures import keep, show

from rag.evaluation.marking import normalized
from rag.types import Passage, Status

SETS = ("news", "abstention", "multihop")
STEP = 20
CURVE = Path(__file__).parents[1] / "build" / "abstain.svg"


def outcomes(folders: dict[str, Path], half: str | None) -> Iterator[Outcome]:
    for name, library, case in cases_of(folders, half):
        told = answer(library, case)
        answered = told.status is not Status.NOT_FOUND
        confidence = told.confidence or 0.0
        elsewhere = not case.answerable and stands_in(case.answer, told.passages)
        yield Outcome(name, case.half, case.answerable, answered, confidence, elsewhere)


def stands_in(answer: str, passages: Sequence[Passage]) -> bool:
    """Whether some passage holds the answer's words."""
    words = normalized(answer)
    return bool(words) and any(words in normalized(each.text) for each in passages)


def told_of(found: Iterator[Outcome]) -> Iterator[Outcome]:
    """The same; how many are through, and how many were told rightly, is said on the way."""
    right = 0
    for n, each in enumerate(found, 1):
        right += each.answered is each.answerable
        if n % STEP == 0:
            print(f"{n} asked, {right} right, now {each.set}", file=sys.stderr, flush=True)
        yield each


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name in SETS:
        default = Path(os.environ.get(name.upper(), "."))
        parser.add_argument(f"--{name}", type=Path, default=default)
    parser.add_argument("--half", choices=(HELD,), help="ask this half alone")
    chosen = parser.parse_args()
    folders = {name: getattr(chosen, name) for name in SETS}
    found = list(told_of(outcomes(folders, chosen.half)))
    held = [each for each in found if each.half == HELD]
    tuned = [each for each in found if each.half == TUNE]
    tables = [
        decisions("the half that no rule was made on", held),
        decisions("the half that the rules were made on", tuned),
        reliability("confidence, the half that no rule was made on", held),
        risks("share of the answers that nothing supports, the surest first", held),
    ]
    for each in tables:
        show(each)
    keep("abstain", tables)
    CURVE.parent.mkdir(parents=True, exist_ok=True)
    CURVE.write_text(drawn({name: curve(own) for name, own in by_set(held).items()}), "utf-8")
    missed = short(held)
    print(f"\nwrote {CURVE}")
    print("\nnot reached:" if missed else "\nall goals are reached", *missed, sep="\n  ")


if __name__ == "__main__":
    main()
