"""Speakers side by side: who says what of a matter, on every face, and who is not whose head."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from page.seeing import Seen
from project.modules import ROOT
from strait_kit import written

from rag import Rag
from rag.answering.accounts import Act
from rag.answering.speakers import is_by, name_of, same_speaker
from rag.bylines import voices
from rag.cli.answers import answer_lines
from rag.documents import document
from rag.page.answer import turn
from rag.page.copying import footnoted
from rag.page.talk import Exchange, Phase
from rag.types import Answer

NEUTRAL = "Is Norland abandoning its neutrality?"


@pytest.fixture(scope="module")
def strait(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    folder = tmp_path_factory.mktemp("strait")
    with Rag.open(folder / "index") as rag:
        rag.ingest(written(folder / "articles"))
        yield rag


@pytest.fixture(scope="module")
def neutral(strait: Rag) -> Answer:
    return strait.ask(NEUTRAL)


def test_both_sides_of_a_yes_or_no_are_quoted_by_who_speaks(neutral: Answer) -> None:
    assert neutral.accounts_differ
    said = {each.speaker: each for each in neutral.accounts}
    assert {"Petra Lang", "Olav Maas", "Ilya Drost"} == {
        " ".join(name_of(speaker or "") or ()) for speaker in said
    }
    for account in neutral.accounts:
        (first, *_) = account.citations
        cited = neutral.citation(first)
        assert (cited.speaker, bool(cited.source), bool(cited.published)) == (
            account.speaker,
            True,
            True,
        )
        assert neutral.sentences[account.sentences[0]].citations[0] == first


def test_each_sentence_stands_in_one_account(neutral: Answer) -> None:
    places = [at for account in neutral.accounts for at in account.sentences]
    assert sorted(places) == list(range(len(neutral.sentences)))


def test_neither_side_is_the_short_answer(neutral: Answer) -> None:
    assert neutral.short_answer is None


def faces(answer: Answer) -> dict[str, str]:
    return {
        "page": Seen(turn(Exchange(answer.question, phase=Phase.DONE, answer=answer))).text,
        "command line": "\n".join(answer_lines(answer, {})),
        "copy": footnoted(answer),
        "markdown": document(answer, "markdown").decode(),
        "html": document(answer, "html").decode(),
    }


def test_every_face_shows_them_under_one_heading(neutral: Answer) -> None:
    for face, shown in faces(neutral).items():
        assert shown.count("Accounts differ") == 1, face
        at = shown.index("Accounts differ")
        for voice in voices(neutral):
            assert at < shown.index((name_of(voice.who) or (voice.who,))[-1], at), face
            first = voice.parts[0][0]
            assert first is not None
            assert (first.source or "") in shown[at:], face


def test_the_json_names_them(neutral: Answer) -> None:
    told = neutral.to_dict()["accounts"]
    assert [set(each) for each in told] == [{"speaker", "sentences", "citations"}] * len(told)


def test_what_two_say_without_differing_is_headed_so(strait: Rag) -> None:
    answer = strait.ask("What do Olav Maas and Ilya Drost say about Norland's neutrality?")
    assert not answer.accounts_differ
    assert len(answer.accounts) == 2
    for face, shown in faces(answer).items():
        assert "Accounts differ" not in shown, face
        assert shown.count("By who speaks") == 1, face


def test_one_article_is_quoted_in_its_own_order(tmp_path: Path) -> None:
    """ "It added ..." does not come before what it adds to, though it fits better."""
    with Rag.open(tmp_path / "index") as rag:
        for name in ("south-korea-reaction-2022", "china-reaction-2022"):
            rag.ingest(ROOT / "corpus" / "articles" / f"{name}.md")
        answer = rag.ask("What do South Korea and China say about Japan's security strategy?")
    start = {each.n: each.start for each in answer.citations}
    told = [
        [start[answer.sentences[at].citations[0]] for at in each.sentences]
        for each in answer.accounts
    ]
    assert any(len(starts) > 1 for starts in told)
    assert all(starts == sorted(starts) for starts in told)


def test_whether_people_agree_is_answered_by_what_they_say(strait: Rag, neutral: Answer) -> None:
    asked = strait.ask("Do experts agree that Norland is abandoning its neutrality?")
    assert {s.text for s in asked.sentences} == {s.text for s in neutral.sentences}
    assert asked.accounts_differ


def test_a_plain_question_has_no_accounts(strait: Rag) -> None:
    assert strait.ask("What was signed in Pellin?").accounts == ()


def test_a_government_is_not_its_head(strait: Rag) -> None:
    quotes = [each.quote for each in strait.statements("Mara Quist").citations]
    assert quotes == ["Prime Minister Mara Quist said that she would visit Tarn."]
    bodies = [each.quote for each in strait.statements("the Quist government").citations]
    assert bodies == ["The Quist government said that the port of Tarn stays open."]


def test_he_is_not_the_government_that_spoke_last(strait: Rag) -> None:
    said = strait.statements("the Quist government").citations
    assert all("He had no comment" not in each.quote for each in said)


@pytest.mark.parametrize(
    ("subject", "actor", "is_theirs"),
    [
        ("Kishida's government", "Fumio Kishida", False),
        ("the Biden administration", "Biden", False),
        ("Prime Minister Kishida", "Fumio Kishida", True),
        ("Prime Minister Fumio Kishida", "the Kishida government", False),
        ("Navalny's widow, Yulia Navalnaya", "Navalny", False),
        ("Putin's spokesman Dmitry Peskov", "Vladimir Putin", False),
        ("Orvex's spokesman", "Orvex", True),
        ("the Trump campaign", "Donald Trump", False),
    ],
)
def test_a_name_that_only_owns_does_not_speak(subject: str, actor: str, is_theirs: bool) -> None:
    assert is_by(Act(subject, (), "say", True), actor) is is_theirs


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Wang", "Foreign ministry spokesman Wang Wenbin", True),
        ("Prime Minister Kishida", "Fumio Kishida", True),
        ("the Kishida government", "Kishida", False),
        ("The Foreign Ministry", "Foreign Minister Lavrov", False),
        ("North Korea", "South Korea", False),
        ("the ministry", "The ministry", True),
    ],
)
def test_two_ways_to_call_one_speaker(one: str, other: str, same: bool) -> None:
    assert same_speaker(one, other) is same


def test_two_reports_of_one_agency_are_no_two_accounts(strait: Rag) -> None:
    answer = strait.ask("How many people were killed by the blast in Osk?")
    assert answer.conflicts == ()


def test_a_correction_overtakes_its_article(strait: Rag) -> None:
    answer = strait.ask("How many houses did the fire in Verin destroy?")
    assert answer.conflicts == ()
    (development,) = answer.developments
    assert [step.said for step in development.steps] == ["44 houses", "14 houses"]
    for face in ("page", "markdown", "html"):
        assert "This has developed" in faces(answer)[face], face
