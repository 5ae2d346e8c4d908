"""What should not matter to an answer: rewordings, noise, contradictions, order, instructions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Rag
from rag.errors import UsageError
from rag.evaluation.copies import copies, without_articles
from rag.evaluation.questions import Gold, GoldSpan
from rag.evaluation.robust.planting import (
    PREFIX,
    Collection,
    contradictions,
    instructions,
    noise,
    password,
)
from rag.evaluation.robust.rewording import REWORDINGS, reworded
from rag.evaluation.robust.running import GROUPS, Change, robustness
from rag.evaluation.robust.showing import as_json, table

BRIDGE = "https://inland.example/bridge"
LONG = Gold(
    "long",
    "fact",
    "How long is the new bridge over the Tarrow?",
    expected=(("840 metres",),),
    article_ids=(BRIDGE,),
    spans=(
        GoldSpan(
            BRIDGE,
            "It is 840 metres long and cost 62 million crowns, a third more than planned.",
        ),
    ),
)
OPENED = Gold(
    "opened",
    "fact",
    "Who opened the new bridge over the Tarrow on 30 September 2021?",
    expected=(("Ada Brandt",),),
    article_ids=(BRIDGE,),
)
UNKNOWN = Gold("unknown", "none", "Who is the president of Brazil?", answerable=False)
GOLDS = [LONG, OPENED, UNKNOWN]


@pytest.fixture(scope="module")
def collection(bay: Rag) -> Collection:
    return Collection({each.id: each for each in bay.articles()})


@pytest.fixture(scope="module")
def changes(bay: Rag) -> list[Change]:
    return robustness(bay, GOLDS, noise=(0, 2), workers=1)


@pytest.mark.parametrize(
    ("how", "asked"),
    [
        ("can you tell me", "Can you tell me: who left on 6 March 2022?"),
        ("politely", "Hello! Who left on 6 March 2022? Thank you very much."),
        ("small letters", "who left on 6 march 2022?"),
        ("capitals", "WHO LEFT ON 6 MARCH 2022?"),
        ("no question mark", "Who left on 6 March 2022"),
        ("dates turned", "Who left on March 6, 2022?"),
        ("dates in figures", "Who left on 2022-03-06?"),
        ("a typo", None),
    ],
)
def test_a_question_is_asked_otherwise(how: str, asked: str | None) -> None:
    assert reworded("Who left on 6 March 2022?", how) == asked


def test_dates_are_turned_both_ways_and_what_is_no_day_stays() -> None:
    assert reworded("Who left on March 6, 2022?", "dates turned") == "Who left on 6 March 2022?"
    assert reworded("Who left on 31 February 2022?", "dates in figures") is None


@settings(max_examples=100, deadline=None)
@given(st.text("abcdefghi XYZ'?", min_size=1, max_size=60))
def test_a_typo_swaps_two_letters_of_one_small_word_and_nothing_else(question: str) -> None:
    changed = reworded(question, "a typo")
    if changed is not None:
        assert sorted(changed) == sorted(question)
        differing = [at for at, (a, b) in enumerate(zip(question, changed, strict=True)) if a != b]
        assert len(differing) == 2
        assert differing[1] == differing[0] + 1
        assert changed == reworded(question, "a typo")


def test_noise_has_the_names_of_the_article_and_none_of_its_facts(collection: Collection) -> None:
    rows = list(noise(GOLDS, collection, 0, 5))
    assert len({row["id"] for row in rows}) == len(rows) == 15
    assert list(noise(GOLDS, collection, 0, 5)) == rows
    text = "\n".join(row["text"] for row in rows)
    assert "Ada Brandt" in text or "Tarrow" in text
    assert "840" not in text
    later = {row["id"] for row in noise(GOLDS, collection, 5, 10)}
    assert not later & {row["id"] for row in rows}


def test_a_contradiction_tells_the_span_with_another_number(collection: Collection) -> None:
    ((gold, row),) = contradictions(GOLDS, collection)
    assert gold is LONG
    assert row["text"].startswith("It is 1120 metres long and cost 62 million crowns")
    assert (row["published_at"], row["source"]) == ("2021-09-30", "The Other Side")


def test_instructions_repeat_the_question_and_hold_a_word_of_their_own(
    collection: Collection,
) -> None:
    rows = list(instructions(GOLDS, collection))
    assert len({password(gold) for gold in GOLDS}) == 3
    for gold, row in zip(GOLDS, rows, strict=True):
        assert gold.question in row["text"]
        assert password(gold) in row["text"]
        assert row["id"].startswith(PREFIX)


def test_a_copy_is_changed_and_the_library_is_not(bay: Rag, collection: Collection) -> None:
    before = [(each.id, each.revision) for each in bay.articles()]
    with copies(bay) as made, made.new() as copy:
        made.ingest(copy, instructions(GOLDS, collection))
        copy.remove(BRIDGE)
        assert len(copy.articles()) == len(before) + len(GOLDS) - 1
        place = Path(copy.settings.index)
    assert [(each.id, each.revision) for each in bay.articles()] == before
    assert not place.exists()


def test_a_library_without_an_article_does_not_know_what_it_alone_says(bay: Rag) -> None:
    with without_articles(bay, [BRIDGE, "no/such.md"]) as other:
        assert other is not bay
        assert BRIDGE not in {each.id for each in other.articles()}
        assert other.ask(OPENED.question).status == "not_found"
    with without_articles(bay, ["no/such.md"]) as other:
        assert other is bay


def test_every_group_of_changes_is_told_beside_the_unchanged_run(changes: list[Change]) -> None:
    assert list(dict.fromkeys(each.group for each in changes)) == list(GROUPS)
    by_name = {each.name: each for each in changes}
    assert by_name["k=0"].drop.mean == 0.0
    assert by_name["k=0"].before == by_name["k=0"].after == 1.0
    assert by_name["dates turned"].drop.n == 1
    assert set(by_name) >= set(REWORDINGS) - {"no question mark"}
    assert "seconds" in by_name["politely"].drops
    assert by_name["one planted"].told.keys() == {"conflict told"}
    assert 0 <= by_name["one a question"].told["obeyed"] <= 1


def test_a_drop_is_the_mean_of_the_paired_differences(changes: list[Change]) -> None:
    for each in changes:
        assert each.before is not None
        assert each.after is not None
        assert each.drop.mean == pytest.approx(each.after - each.before)
        assert len(each.worse) - len(each.better) == pytest.approx(
            -each.drop.mean * each.drop.n  # type: ignore[operator]  # every change was scored
        )


def test_changes_are_a_table_and_json(changes: list[Change]) -> None:
    lines = list(table(changes))
    assert len(lines) == len(changes) + 1
    assert any("conflict told" in line for line in lines)
    told = json.loads(json.dumps(as_json(changes)))
    assert told["schema"] == 1
    assert told["changes"][0]["drops"]["right"]["n"] == 3


def test_an_unknown_change_and_questions_that_all_follow_others_are_refused(bay: Rag) -> None:
    with pytest.raises(UsageError, match="instructions"):
        robustness(bay, GOLDS, groups=["weather"])
    with pytest.raises(UsageError, match="stands alone"):
        robustness(bay, [Gold("b", "fact", "And?", after="a")])
