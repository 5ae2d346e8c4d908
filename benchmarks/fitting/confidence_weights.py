"""Learns how the signs weigh that passages answer, ``rag/answering/confidence.json``.

    make tune-confidence               (or: python benchmarks/fitting/confidence_weights.py)

Both halves of each set are asked. The rules of choosing were made while looking at one of them
(``tune``), so the other (``held``) counts more, and it alone is reported on: by a cross-validation,
in which no question is judged by weights or bounds that were fitted on it, for several divisions.
Then the weights that are fitted on everything are written.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from abstaining.asking import Without, cases_of, request
from abstaining.cases import HELD
from abstaining.fit import COUNTS, PENALTY, Seen, bounded, fitted, parts
from abstaining.measures import Outcome
from abstaining.tables import decisions, reliability
from figures import show

from rag.answering.confidence import Calibration
from rag.answering.deciding import best

FOLDS, DIVISIONS = 6, (1, 2, 3)
STORED = Path(__file__).parents[2] / "rag" / "answering" / "confidence.json"


def seen(folders: dict[str, Path]) -> Iterator[Seen]:
    """Every case that has a say in weights or bounds."""
    for name, library, case in cases_of(folders, but=REPORTED_ALONE):
        looked = Without(library, case.without).looked(request(case))
        yield Seen(
            name,
            case.group,
            case.half,
            case.answerable,
            tuple(dict(each.signs) for each in looked),
            tuple(bool(each.chosen) and each.otherwise is None for each in looked),
            tuple(each.otherwise is None and bool(best(each, library)) for each in looked),
        )


def kept_or_seen(folders: dict[str, Path], kept: Path) -> list[Seen]:
    """What was seen before, where a file holds it; else every case is asked and the file made."""
    if kept.is_file():
        rows = json.loads(kept.read_text("utf-8"))
        return [
            Seen(**{**row, **{name: tuple(row[name]) for name in ("signs", "chosen", "open")}})
            for row in rows
        ]
    found = list(seen(folders))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps([asdict(each) for each in found]), encoding="utf-8")
    return found


BOUNDS_ALONE = ("gold",)
"""Sets without a say in the weights: the rules were made on all gold questions."""
REPORTED_ALONE = ("news",)
"""Without a say in either: where the articles named for a question are gone, others often answer it
all the same, so that these cases are not what they are called."""


def learned(found: list[Seen]) -> Calibration:
    """Weights and bounds."""
    return bounded(fitted([each for each in found if each.set not in BOUNDS_ALONE]), found)


def held_out(found: list[Seen], division: int) -> list[Outcome]:
    """Each question of the half that no rule was made on, judged by what others taught."""
    outcomes = []
    held = [each for each in found if each.half == HELD]
    for part in parts(held, FOLDS, division):
        calibration = learned([e for e in found if e.half != HELD or (e.set, e.group) not in part])
        outcomes += [
            Outcome(
                each.set,
                each.half,
                each.answerable,
                each.answered(calibration),
                each.confidence(calibration),
            )
            for each in held
            if (each.set, each.group) in part
        ]
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name in ("news", "abstention", "multihop"):
        default = Path(os.environ.get(name.upper(), "."))
        parser.add_argument(f"--{name}", type=Path, default=default)
    parser.add_argument("--to", type=Path, default=STORED, help="the file of weights")
    parser.add_argument("--signs", type=Path, help="a file of signs, made where it is not there")
    chosen = parser.parse_args()
    folders = {n: getattr(chosen, n) for n in ("news", "abstention", "multihop")}
    found = kept_or_seen(folders, chosen.signs) if chosen.signs else list(seen(folders))
    for division in DIVISIONS:
        outcomes = held_out(found, division)
        show(decisions(f"held out in {FOLDS} parts, division {division}", outcomes))
        show(reliability("confidence, held out", outcomes))
    calibration = learned(found)
    counts = Counter(
        f"{each.set} {'with' if each.answerable else 'without'}, {each.half}" for each in found
    )
    stored = {
        "made": f"make tune-confidence, {datetime.now(UTC):%Y-%m-%d}",
        "on": dict(counts),
        "how": f"logistic regression, sets weighed alike, ridge {PENALTY:g}, no weight below 0; "
        f"what is of the half that no rule was made on (held) counts {COUNTS[HELD]:g} times, of "
        "the other (tune) once; gold only sets the bounds",
        "answered_from": calibration.answered_from,
        "sure_from": calibration.sure_from,
        "intercept": calibration.intercept,
        "weights": dict(calibration.weights),
    }
    chosen.to.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {chosen.to}")


if __name__ == "__main__":
    main()
