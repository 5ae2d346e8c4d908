"""What is said where the words occur without the fact: the role, the doer, and how far it was
looked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Rag
from rag.types import Answer, Status

FREEZE = """---
title: Oslo freezes the accounts of a Danish fund
source: Coast Daily
published: 2024-05-03
language: en
---

Norway froze the accounts of the Danish shipping fund on 3 May 2024. The Norwegian finance ministry
said that the fund had broken its rules. Denmark's government called the step unjust.
"""
TALKS = """---
title: Talks on fishing
source: North Wire
published: 2024-05-07
language: en
---

The ministry in Oslo hopes for closer cooperation with Sweden on fishing. The talks begin in June.
Volodymyr Zelenskiy visited the port a week before.
"""
SWEDEN = """---
title: Stockholm on the frozen accounts
source: Lake Post
published: 2024-05-09
language: en
---

Sweden's foreign ministry criticised the freeze of the accounts of the shipping fund as a mistake.
"""


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    """Two articles: a deed and who did it, and a country that is only mentioned."""
    folder = tmp_path_factory.mktemp("quay")
    (folder / "freeze.md").write_text(FREEZE, encoding="utf-8")
    (folder / "talks.md").write_text(TALKS, encoding="utf-8")
    with Rag.open(folder / "index") as rag:
        rag.ingest(folder / "freeze.md", folder / "talks.md")
        yield rag


def is_exact(rag: Rag, answer: Answer) -> bool:
    return all(
        rag.article(c.article_id, c.revision).text[c.start : c.end] == c.quote
        for c in answer.instead
    )


def test_what_is_asked_of_the_wrong_country_is_said_of_the_right_one(quay: Rag) -> None:
    answer = quay.ask("Why did Denmark freeze the accounts of the shipping fund?")
    assert answer.status is Status.NOT_FOUND, answer.text
    (gap,) = answer.gaps
    assert "None of the passages read says that Denmark did this; they say it of Norway" in gap
    (told,) = answer.instead
    assert told.quote.startswith("Norway froze the accounts")
    assert told.quote in gap
    assert is_exact(quay, answer)


def test_what_is_asked_of_the_right_country_is_answered(quay: Rag) -> None:
    answer = quay.ask("When did Norway freeze the accounts of the shipping fund?")
    assert answer.status is Status.ANSWERED, answer.text
    assert "3 May 2024" in answer.text
    assert answer.instead == ()


def test_one_who_is_only_mentioned_has_not_reacted_and_it_says_as_what(quay: Rag) -> None:
    answer = quay.ask("How did Sweden react to the freeze of the accounts?")
    assert answer.status is Status.NOT_FOUND, answer.text
    assert answer.gaps == (
        "These 2 articles report no Swedish reaction; they only mention Sweden as “closer "
        "cooperation with Sweden on fishing”.",
    )
    assert [told.article_id for told in answer.instead] == ["talks.md"]
    assert is_exact(quay, answer)


def test_one_who_spoke_has_reacted(quay: Rag) -> None:
    answer = quay.ask("How did Denmark react to the freeze of the accounts?")
    assert answer.status is not Status.NOT_FOUND, answer.text
    assert "unjust" in answer.text


def test_an_office_of_nobody_known_may_have_spoken_so_less_is_claimed(tmp_path: Path) -> None:
    open_ended = "Norway froze accounts. In Sweden the government called the step unjust."
    (tmp_path / "a.md").write_text(open_ended, encoding="utf-8")
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path / "a.md")
        answer = rag.ask("How did Sweden react to the frozen accounts?")
    assert answer.status is Status.NOT_FOUND, answer.text
    assert answer.gaps[0].startswith("None of the passages read reports a Swedish reaction")


def test_the_reply_names_what_is_near_and_what_was_searched(quay: Rag) -> None:
    answer = quay.ask("How did Sweden react to the freeze of the accounts?")
    assert answer.text.startswith("Not in these articles. These 2 articles report")
    assert "Nearest: “" in answer.text
    assert "(North Wire, 2024-05-07)" in answer.text
    searched = "Searched: 2 articles (dated 2024-05-03 to 2024-05-07; from "
    assert searched in answer.text
    assert "Coast Daily" in answer.text


def test_no_article_mentions_a_name_only_where_no_spelling_of_it_stands(quay: Rag) -> None:
    spelled = quay.ask("What did Zelensky say about the harbour?")
    assert spelled.status is Status.NOT_FOUND
    assert spelled.gaps == (
        "These 2 articles report no words of Zelensky; they only mention Zelensky as “Volodymyr "
        "Zelenskiy”.",
    )
    nowhere = quay.ask("What did Brazil say about the harbour?")
    assert nowhere.gaps == ("No article mentions Brazil.",)


def test_the_article_that_answers_turns_no_into_an_answer(tmp_path: Path) -> None:
    question = "How did Sweden react to the freeze of the accounts?"
    for name, text in (("freeze.md", FREEZE), ("talks.md", TALKS), ("sweden.md", SWEDEN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path / "freeze.md", tmp_path / "talks.md")
        before = rag.ask(question)
        rag.ingest(tmp_path / "sweden.md")
        after = rag.ask(question)
    assert before.status is Status.NOT_FOUND
    assert after.status is Status.ANSWERED, after.text
    assert "as a mistake" in after.text
    assert before.confidence is not None
    assert after.confidence is not None
    assert before.confidence < after.confidence


LAUNCHERS = """---
title: New launchers for the coast
source: Coast Daily
published: 2024-05-03
language: en
---

The navy will spend more on its coast this year, the defence ministry said on Friday.

A Kestrel KL-3 launcher costs 254 million crowns, with its crew and spare parts.

The older Harrier HL-12 launcher reaches targets at 200 kilometres and is kept in two ports.
"""


def test_the_price_of_one_thing_is_no_answer_for_another_by_its_code(tmp_path: Path) -> None:
    (tmp_path / "launchers.md").write_text(LAUNCHERS, encoding="utf-8")
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path / "launchers.md")
        told = rag.ask("How much does a KL-3 launcher cost?")
        untold = rag.ask("How much does an HL-12 launcher cost?")
    assert told.status is Status.ANSWERED
    assert "254 million crowns" in told.text
    assert "254" not in untold.text
    assert " as “HL-12”" not in untold.text
