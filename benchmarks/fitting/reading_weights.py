"""Keeps what the encoder learned to read with, ``rag/answering/comprehension/comprehension.npz``.

    make tune-reading SQUAD=FOLDER     (or: python benchmarks/fitting/reading_weights.py LEARNED)

LEARNED is the file that ``teaching/teach.py`` writes. It is tried before it is kept: on questions
about a passage that are answered and ones that are not, which nothing was taught with.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from rag.answering.comprehension.bundled import FILE, Bundled, Shown, packed, unpacked

STORED = Path(__file__).parents[2] / "rag" / "answering" / "comprehension" / FILE
PASSAGE = Shown(
    "Lighthouse turns electric",
    (
        "The lighthouse of Orme Point burned oil until 1931, when it was wired for electric light.",
        "Its last keeper, Ada Flynn, retired in 1987.",
        "The tower is 38 metres high and is open to visitors in summer.",
    ),
)
ANSWERED = (
    ("How high is the tower?", 2),
    ("Who was the last keeper of the lighthouse?", 1),
    ("What did the lighthouse burn before it was wired?", 0),
    ("When did Ada Flynn retire?", 1),
)
NOT_ANSWERED = (
    "Who built the lighthouse?",
    "How many ships were wrecked at Orme Point?",
    "Why did the harbour close?",
    "What does a ticket cost?",
)


def reads(reader: Bundled) -> bool:
    """Whether it finds the right sentences and likes them better than what answers nothing."""
    right = [(next(reader.odds(question, [PASSAGE])), at) for question, at in ANSWERED]
    wrong = [float(next(reader.odds(question, [PASSAGE])).max()) for question in NOT_ANSWERED]
    found = all(int(odds.argmax()) == at for odds, at in right)
    return found and min(float(odds[at]) for odds, at in right) > max(wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("learned", type=Path)
    parser.add_argument("--to", type=Path, default=STORED, help="the file of weights")
    chosen = parser.parse_args()
    if not chosen.learned.is_file():
        sys.exit(f"there is no {chosen.learned}; `make tune-reading SQUAD=FOLDER` makes it")
    with np.load(chosen.learned, allow_pickle=False) as stored:
        file = packed({name: stored[name] for name in stored.files})
    if not reads(Bundled(unpacked(file))):
        sys.exit(f"{chosen.learned} does not read: {chosen.to} stays as it is")
    chosen.to.write_bytes(file)
    print(f"wrote {chosen.to}, {len(file) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
