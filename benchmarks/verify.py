"""Do wrong sentences pass, and do right ones? By kind, on cases written and on cases generated.

    python benchmarks/verify.py [half]

Written by hand on the sample collection (``tune`` was seen while the rules were made, ``held`` was
not), and made by a seed: of the sample collection, and of the development data where ``NEWS``
names it, which nobody read before the rules stood.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from figures import keep, show
from verdicts.cases import RIGHT, Case, written
from verdicts.generated import of_the_news, of_the_sample
from verdicts.measuring import Judge, by_rules, table

from rag.grammar import parse_all


def main() -> None:
    half = sys.argv[1] if len(sys.argv) > 1 else None
    sets = {f"written by hand{f', {half}' if half else ''}": written(half)}
    if half is None:
        sets["written by hand, not seen while the rules were made"] = written("held")
        sets["generated from the sample collection"] = of_the_sample()
        news = Path(os.environ.get("NEWS", ""))
        if os.environ.get("NEWS") and (news / "articles.jsonl.gz").is_file():
            sets["generated from the development data"] = of_the_news(news)
    judging = by_rules()
    tables, short = [], list[str]()
    for title, cases in sets.items():
        wrong = sum(not case.is_right for case in cases)
        made, missed = table(f"{title}: {len(cases)} cases, {wrong} of them wrong", cases, judging)
        show(made)
        tables.append(made)
        short += missed
    print(f"\nmilliseconds of processor time a sentence: {_cost(judging)}")
    print("\nnot reached:" if short else "\nall goals are reached", *short, sep="\n  ")
    keep("verify", tables)


def _cost(judging: Judge) -> str:
    """Beyond its grammar and the vectors of its words, which are kept."""
    cases: list[Case] = [case for case in written() if case.kind in RIGHT[1:]]
    parse_all([text for case in cases for text in (case.sentence, *case.spans)])
    for case in cases:
        judging(case)  # each word is met once
    before = time.process_time()
    for case in cases:
        judging(case)
    return f"{1000 * (time.process_time() - before) / len(cases):.1f}"


if __name__ == "__main__":
    main()
