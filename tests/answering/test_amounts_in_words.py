"""The words of an amount: with its unit, without the word that happens to follow."""

from __future__ import annotations

import pytest

from rag import Rag
from rag.answering.figures import figures


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The council raised $233,610 to repair the roof.", ["$233,610"]),
        ("It cost £3.5bn in 2020.", ["£3.5bn", "2020"]),
        ("It lost $1.2 billion by May.", ["$1.2 billion"]),
        ("About 35.5 percent of it is left.", ["35.5 percent"]),
        ("5,000 yen and more", ["5,000 yen"]),
        ("12 of the 30 men", ["12", "30 men"]),
    ],
)
def test_an_amount_ends_with_its_unit(text: str, words: list[str]) -> None:
    assert [each.text for each in figures(text).quantities] == words


@pytest.mark.parametrize("sum_", ["$233,610", "12 million euros"])
def test_a_short_answer_in_money_holds_the_currency(
    tmp_path_factory: pytest.TempPathFactory, sum_: str
) -> None:
    folder = tmp_path_factory.mktemp("roof")
    (folder / "roof.md").write_text(
        "---\ntitle: Vessby repairs its roof\nsource: Inland Post\n---\n\n"
        f"The council of Vessby raised {sum_} to repair the roof of the town hall.\n"
    )
    with Rag.open(folder / "index") as rag:
        rag.ingest(folder / "roof.md")
        answer = rag.ask("How much did the council of Vessby raise to repair the roof?")
    assert answer.short_answer == sum_
