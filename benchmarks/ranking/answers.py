"""Whether the answer's words stand in the best passages, with neighbours joined and without."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import mean
from unittest.mock import patch

from figures import Table

from rag import Rag
from rag.retrieval import search
from ranking.collection import Asked
from ranking.measures import of_list

SHOWN = 10


def told(rag: Rag, asked: Sequence[Asked]) -> Table:
    """Of the questions whose answer is known in words: among how many ten passages these stand, how
    often in one of the right article, and what joining does to rank and length.
    """
    some = [each for each in asked if _words(each.answer)]
    table = Table(
        "The answer's words among ten passages",
        ("passages", "questions", "anywhere", "right article", "MRR@10", "characters"),
        note="MRR@10 by article, of the articles of these ten passages; characters: of a passage",
    )
    with patch.object(search, "joined", lambda library, question, weights, passages: passages):
        table.rows.append(("as they were cut", *_measured(rag, some)))
    table.rows.append(("joined with what goes on", *_measured(rag, some)))
    return table


def _measured(rag: Rag, asked: Sequence[Asked]) -> tuple[str, ...]:
    anywhere = right = 0
    ranks, sizes = [], []
    for each in asked:
        passages = rag.search(each.text, k=SHOWN, asked_at=each.day).passages
        holding = [p for p in passages if _words(each.answer) in _words(p.text)]
        anywhere += bool(holding)
        right += any(p.article_id in each.gold for p in holding)
        articles = list(dict.fromkeys(p.article_id for p in passages))
        ranks.append(of_list(articles, each.gold)["MRR@10"])
        sizes += [len(p.text) for p in passages]
    size = f"{mean(sizes):.0f}" if sizes else "-"
    rank = f"{mean(ranks):.3f}" if ranks else "-"
    return (str(len(asked)), str(anywhere), str(right), rank, size)


def _words(text: str) -> str:
    """In lower case, set off by spaces, so that "ten" is not found in "often"."""
    words = re.findall(r"\w+", text.casefold())
    return f" {' '.join(words)} " if words else ""
