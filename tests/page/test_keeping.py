"""Conversations as the page keeps, opens, replaces and shows them again; and whose turn it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from page.doubles import SmallRag, answered, article, cited
from page.seeing import Seen
from rag import Rag
from rag.answering.citations import CitationList
from rag.errors import ConversationsUnavailable
from rag.library.talks import FILE
from rag.page.desk import Desk
from rag.page.looks import View
from rag.page.talk import Phase, Place, Talk
from rag.places import Places, TooManyWaiting
from rag.settings import Settings
from rag.types import Fate, Opinion

READER = "browser-1"
BRIDGE = "Who opened the new bridge over the Tarrow?"
HERONS = "How many nests does Noor Haddad count?"
AT = "https://inland.example/bridge"
HELD = article("Ovechko said one.")


@pytest.fixture(scope="module")
def built(bay: Rag, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(bay.settings.index, tmp_path_factory.mktemp("kept") / "index"))


@pytest.fixture(scope="module")
def rag(built: Path) -> Iterator[Rag]:
    """Conversations begin in it; its articles stay."""
    with Rag.open(built) as opened:
        yield opened


def small(**given: object) -> SmallRag:
    cites = CitationList()
    cited(cites, HELD, "Ovechko said one.")
    return SmallRag(answered("Who?", cites, (HELD,)), (HELD,), **given)  # type: ignore[arg-type]  # test


def asked(rag: Rag, question: str, talk: Talk | None = None, **given: object) -> list[View]:
    return list(Desk(rag).ask(question, (), "", "", talk or Talk(), READER, **given))  # type: ignore[arg-type]  # test


def test_an_answer_opens_its_own_sources_on_another_day_and_another_server(rag: Rag) -> None:
    first = asked(rag, BRIDGE)[-1]
    second = asked(rag, HERONS, first.talk)[-1]
    opened = Desk(rag).open(second.talk.id, READER)
    assert opened.past is not None
    assert Seen(opened.past).links() == Seen(asked(rag, HERONS, first.talk)[0].past or "").links()
    assert "Noor Haddad" in opened.live
    assert [link for link in Seen(opened.live).links() if link.startswith("/read?")]
    assert opened.talk.history == first.talk.exchanges[0].answer.turns  # type: ignore[union-attr]  # answered


def test_a_question_is_kept_before_it_is_answered(rag: Rag) -> None:
    with closing(Desk(rag).ask(BRIDGE, (), "", "", Talk(), READER)) as views:  # type: ignore[type-var]  # a generator
        begun = next(views).talk
        held = Desk(rag).open(begun.id, READER)
    assert held.talk.exchanges[0].phase is Phase.INTERRUPTED
    assert "The server was stopped while this was answered" in held.live
    left = Desk(rag).open(begun.id, READER)
    assert left.talk.exchanges[0].phase is Phase.STOPPED


def test_an_edited_question_takes_the_place_of_the_last(rag: Rag) -> None:
    first = asked(rag, BRIDGE)[-1]
    second = asked(rag, HERONS, first.talk)[-1]
    edited = asked(rag, "How many herons are there?", second.talk, replacing=True)[-1]
    questions = [each.question for each in edited.talk.exchanges]
    assert questions == [BRIDGE, "How many herons are there?"]
    held = rag.conversations(READER).load(first.talk.id)
    assert [each.question for each in held.exchanges] == questions


def test_what_is_anothers_or_gone_is_said_and_nothing_is_shown(rag: Rag) -> None:
    talk = asked(rag, BRIDGE)[-1].talk
    for conversation, reader in ((talk.id, "browser-2"), ("nowhere", READER), (talk.id, "")):
        view = Desk(rag).open(conversation, reader)
        assert view.talk == Talk()
        assert "That conversation is not here" in view.live
        assert "Brandt" not in view.live
    assert Desk(rag).open("", READER).live == ""


def test_a_reader_without_a_name_is_answered_and_nothing_is_kept(rag: Rag) -> None:
    views = list(Desk(rag).ask(BRIDGE, (), "", "", Talk()))
    assert views[-1].talk.id == ""
    assert "/export" not in views[-1].live
    assert "/opinion" not in views[-1].live


def test_an_answer_is_worth_more_than_its_keeping(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(built, tmp_path / "index")
    (tmp_path / "index" / FILE).write_bytes(b"no database" * 500)
    with Rag.open(tmp_path / "index") as rag:
        view = asked(rag, BRIDGE)[-1]
        assert "Ada Brandt" in view.live
        assert view.talk.id == ""
        with pytest.raises(ConversationsUnavailable):
            rag.conversations(READER).listed()


def test_none_is_kept_where_the_setting_says_so(built: Path) -> None:
    with Rag.open(built, conversations=0) as rag:
        assert asked(rag, BRIDGE)[-1].talk.id == ""
        assert not rag.conversations(READER).on


def test_what_became_of_its_articles_stands_above_an_older_answer(
    built: Path, tmp_path: Path
) -> None:
    shutil.copytree(built, tmp_path / "index")
    with Rag.open(tmp_path / "index") as rag:
        talk = asked(rag, BRIDGE)[-1].talk
        source = Path(__file__).parents[1] / "fixtures" / "bay" / "bridge.md"
        (tmp_path / "bridge.md").write_text(source.read_text().replace("840", "860"))
        rag.ingest(tmp_path / "bridge.md")
        changed = Desk(rag).open(talk.id, READER)
        assert "it has a newer text" in changed.live
        assert "Read it as it stands now" in changed.live
        rag.remove(AT)
        assert "no longer in the library" in Desk(rag).open(talk.id, READER).live
        rag.remove(AT, purge=True)
        erased = Desk(rag).open(talk.id, READER)
        assert "rested on an article that was erased" in erased.live
        assert "Inland Post" in erased.live
        assert "Ada Brandt" not in erased.live
        assert erased.talk.exchanges[0].fates[0].fate is Fate.ERASED


def test_a_long_conversation_keeps_what_the_page_lets_go(
    rag: Rag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.page.talk.MOST_EXCHANGES", 2)
    monkeypatch.setattr("rag.page.keeping.MOST_EXCHANGES", 2)
    talk = Talk()
    for question in (BRIDGE, HERONS, "Who went on strike?"):
        talk = asked(rag, question, talk)[-1].talk
    assert (len(talk.exchanges), talk.dropped) == (2, 1)
    assert talk.place(1) == Place(talk.id, 2)
    assert len(rag.conversations(READER).load(talk.id).exchanges) == 3
    assert Desk(rag).open(talk.id, READER).talk.dropped == 1


def test_an_opinion_given_is_shown_with_the_answer(rag: Rag) -> None:
    talk = asked(rag, BRIDGE)[-1].talk
    rag.conversations(READER).opine(talk.id, 0, Opinion.RIGHT, "")
    seen = Seen(Desk(rag).open(talk.id, READER).live)
    pressed = {
        held["value"]: held["aria-pressed"]
        for _, held in seen.elements
        if "value" in held and "aria-pressed" in held
    }
    assert pressed == {
        "right": "true",
        "wrong source": "false",
        "wrong answer": "false",
        "should know": "false",
    }


def test_an_opinion_given_meanwhile_is_in_the_next_look(rag: Rag) -> None:
    desk = Desk(rag)
    talk = asked(rag, BRIDGE)[-1].talk
    rag.conversations(READER).opine(talk.id, 0, Opinion.RIGHT, "indeed")
    first = next(desk.ask(HERONS, (), "", "", talk, READER))
    assert 'value="right" class="choice" aria-pressed="true"' in (first.past or "")
    assert "indeed" in (first.past or "")


def test_who_asks_while_others_are_answered_is_told_the_place_and_then_answered() -> None:
    desk = Desk(small(settings=Settings(readers=1, readers_waiting=2)))
    other = desk.places.take()
    views = desk.ask("Who?", (), "", "", Talk())
    shown = next(views), next(views)
    assert shown[1].waiting
    assert "1 question of other readers before yours" in shown[1].live
    desk.places.give_back(other)
    assert "Ovechko said one." in list(views)[-1].live
    assert desk.places.at_leisure


def test_who_waits_may_leave_the_queue() -> None:
    desk = Desk(small(settings=Settings(readers=1)))
    other = desk.places.take()
    views = desk.ask("Who?", (), "", "", Talk())
    next(views)
    desk.stop(next(views).talk)
    assert "Stopped" in list(views)[-1].live
    desk.places.give_back(other)


def test_when_too_many_wait_nothing_is_asked_and_it_is_said() -> None:
    rag = small(settings=Settings(readers=1, readers_waiting=0))
    desk = Desk(rag)
    desk.places.take()
    last = list(desk.ask("Who?", (), "", "", Talk()))[-1]
    assert "Too many readers are waiting" in last.live
    assert rag.asked == []


def test_places_are_given_in_the_order_asked() -> None:
    places = Places(2, 2)
    tickets = [places.take() for _ in range(4)]
    assert [places.ahead(each) for each in tickets] == [0, 0, 1, 2]
    with pytest.raises(TooManyWaiting):
        places.take()
    places.give_back(tickets[0])
    assert [places.ahead(each) for each in tickets[1:]] == [0, 0, 1]


def test_what_leads_on_is_offered_after_the_answer_and_only_for_the_latest() -> None:
    desk = Desk(small(leads=("What about China?", "And Japan?")))
    first = list(desk.ask("Who?", (), "", "", Talk(id="c")))[-1]
    assert "What about China?" not in first.live
    assert "What about China?" in (desk.lead_on(first.talk) or "")
    second = list(desk.ask("Who else?", (), "", "", first.talk))[-1]
    assert desk.lead_on(first.talk) is None
    assert "What about China?" in (desk.lead_on(second.talk) or "")
    desk.open("", READER, leaving=second.talk)
    assert desk.lead_on(second.talk) is None


def test_where_the_server_knows_no_talk_the_one_on_the_page_goes_on(rag: Rag) -> None:
    first = asked(rag, BRIDGE)[-1]
    desk = Desk(rag)
    resumed = desk.resumed(Talk(), first.talk.id, READER)
    assert [each.question for each in resumed.exchanges] == [BRIDGE]
    assert resumed.id == first.talk.id
    assert desk.resumed(first.talk, "another", READER) is first.talk
    assert desk.resumed(Talk(), first.talk.id, "another reader") == Talk()
    assert desk.resumed(Talk(), "no such talk", READER) == Talk()


def test_out_of_a_silence_lead_questions_that_are_answered(rag: Rag) -> None:
    desk = Desk(rag)
    view = list(desk.ask("Who is the president of Brazil?", (), "", "", Talk(), READER))[-1]
    assert offered(view.live) == []
    led = desk.lead_on(view.talk, READER)
    assert led is not None
    assert offered(led)
    for question in offered(led):
        answer = (
            list(desk.ask(question, (), "", "", view.talk, READER))[-1].talk.exchanges[-1].answer
        )
        assert answer is not None
        assert answer.status == "answered"
    assert desk.lead_on(Talk()) is None


def test_what_leads_out_of_a_silence_keeps_to_what_is_narrowed(rag: Rag) -> None:
    desk = Desk(rag)
    question = "Did Ada Brandt sell the herring boats?"
    view = list(desk.ask(question, ("Coast Daily",), "", "", Talk(), READER))[-1]
    led = offered(desk.lead_on(view.talk, READER) or "")
    for each in led:
        told = list(desk.ask(each, ("Coast Daily",), "", "", view.talk, READER))[-1]
        answer = told.talk.exchanges[-1].answer
        assert answer is not None
        assert {passage.source for passage in answer.passages} == {"Coast Daily"}
        assert answer.status == "answered"
    assert led


def test_a_talk_that_is_opened_again_has_what_leads_on_from_it(rag: Rag) -> None:
    view = asked(rag, BRIDGE)[-1]
    desk = Desk(rag)
    opened = desk.open(view.talk.id, READER)
    led = desk.lead_on(opened.talk, READER)
    assert led is not None
    assert offered(led)


def test_the_articles_that_mention_what_was_asked_about_are_offered_first(rag: Rag) -> None:
    answer = rag.ask("Did Noor Haddad build the bridge over the Tarrow?")
    assert answer.status == "not_found"
    instead = {each.title for each in answer.instead}
    assert instead
    first = rag.further(answer, 1)[0]
    assert any(title and title in first for title in instead)


def offered(markup: str) -> list[str]:
    """The questions that can be asked at a click."""
    return [held["data-ask"] for _, held in Seen(markup).elements if "data-ask" in held]


def test_what_a_follow_up_was_taken_to_mean_can_be_changed(rag: Rag) -> None:
    first = asked(rag, BRIDGE)[-1]
    second = asked(rag, "How long is it?", first.talk)[-1]
    meant = second.talk.exchanges[-1].answer.understood.text  # type: ignore[union-attr]  # answered
    edits = [held["data-edit"] for _, held in Seen(second.live).elements if "data-edit" in held]
    assert meant in edits
    assert "How long is it?" in edits
    assert meant != "How long is it?"


def test_questions_that_lead_on_are_answered_from_other_words(rag: Rag) -> None:
    answer = rag.ask("Did Norway agree to the herring quota?")
    offered = rag.further(answer, 2)
    assert offered
    assert rag.further(answer, 2, wanted=lambda: False) == ()
    known = {each.quote for each in answer.citations}
    for question in offered:
        told = rag.ask(question, history=answer.turns)
        assert told.status == "answered"
        assert {each.quote for each in told.citations} - known
