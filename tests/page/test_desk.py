"""What the reader's acts do to a conversation, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from page.doubles import SmallRag, answered, article, cited
from page.seeing import Seen
from rag.answering.citations import CitationList
from rag.errors import LibraryDamaged, LibraryNotFound, UnknownSource
from rag.page import words
from rag.page.desk import MOST_CHARACTERS, Desk
from rag.page.looks import Opening, View
from rag.page.talk import MOST_EXCHANGES, Exchange, Filters, Phase, Talk, followed, paced
from rag.types import Delta, Done, Event, Failed, Found, SentenceDropped, Status

HELD = article("Ovechko said one. He said two.", credits=("TASS",))


def small(**given: Any) -> SmallRag:
    cites = CitationList()
    cited(cites, HELD, "Ovechko said one.")
    return SmallRag(answered("Who?", cites, (HELD,), **given), (HELD,))


def asked(desk: Desk, question: str, talk: Talk | None = None, **given: Any) -> list[View]:
    filters = {"outlets": (), "since": "", "until": "", **given}
    return list(desk.ask(question, talk=talk or Talk(), **filters))


def opened(rag: SmallRag) -> Opening:
    return list(Desk(rag).opened())[-1]


def test_a_question_is_shown_at_once_and_then_answered() -> None:
    views = asked(Desk(small()), "Who?")
    assert views[0].running
    assert views[0].clear
    assert "Looking through" in views[0].live
    assert not views[-1].running
    assert "Ovechko said one." in views[-1].live


def test_a_page_whose_words_are_told_to_telemetry_says_so() -> None:
    assert words.RECORDED not in opened(small()).top
    recording = small()
    recording.recorded = True
    assert words.RECORDED in opened(recording).top


def test_a_blank_question_does_nothing() -> None:
    rag = small()
    assert asked(Desk(rag), " \n ") == []
    assert rag.asked == []


def test_a_second_question_brings_the_first_ones_turns_and_keeps_its_sources() -> None:
    rag = small()
    desk = Desk(rag)
    first = asked(desk, "Who?")[-1]
    views = asked(desk, "And then?", first.talk)
    assert rag.asked[1]["history"] == rag.answer.turns
    assert views[0].past is not None
    assert Seen(views[0].past).links() == Seen(first.live).links() != []
    assert views[-1].past is None


def test_filters_reach_the_library_as_days_and_names() -> None:
    rag = small()
    asked(Desk(rag), "Who?", outlets=["TASS"], since="2022-03-01", until=" 2022-04-01 ")
    assert rag.asked[0]["source"] == ("TASS",)
    assert (rag.asked[0]["since"], rag.asked[0]["until"]) == (date(2022, 3, 1), date(2022, 4, 1))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": "yesterday"}, "From"),
        ({"until": "2022-13-01"}, "YYYY-MM-DD"),
        ({"since": "2022-05-01", "until": "2022-04-01"}, "reverse"),
        ({"question": "x" * (MOST_CHARACTERS + 1)}, "2,000 characters"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_asked(given: dict[str, str], said: str) -> None:
    rag = small()
    view = asked(Desk(rag), **{"question": "Who?", **given})[-1]
    assert rag.asked == []
    assert said in Seen(view.live).text
    assert 'role="alert"' in view.live
    assert not view.clear


class Refusing(SmallRag):
    def stream(self, question: str, **given: Any) -> Iterator[Event]:
        raise UnknownSource("TAS", ("TASS",), ("TASS",))


def test_an_error_of_the_library_is_shown_in_its_own_words() -> None:
    view = asked(Desk(Refusing(small().answer, (HELD,))), "Who?")[-1]
    assert "did you mean TASS?" in view.live
    assert "Traceback" not in view.live
    assert not view.running


def test_asking_again_replaces_the_answer() -> None:
    rag = small()
    desk = Desk(rag)
    first = asked(desk, "Who?", outlets=["TASS"])[-1]
    view = list(desk.again(first.talk))[-1]
    assert [exchange.question for exchange in view.talk.exchanges] == ["Who?"]
    assert rag.asked[1] == rag.asked[0]


def test_nothing_can_be_asked_again_before_a_question() -> None:
    assert list(Desk(small()).again(Talk())) == []


def test_an_answer_that_a_new_question_overtakes_counts_as_stopped() -> None:
    talk = Talk().asking("Who?", Filters()).asking("What?", Filters())
    assert [exchange.phase for exchange in talk.exchanges] == [Phase.STOPPED, Phase.SEARCHING]


def test_a_stop_ends_the_answer_at_its_next_step_and_closes_the_stream() -> None:
    closed: list[bool] = []

    class Slow(SmallRag):
        def stream(self, question: str, **given: Any) -> Iterator[Event]:
            try:
                yield Found(self.answer.passages)
                yield from super().stream(question, **given)
            finally:
                closed.append(True)

    desk = Desk(Slow(small().answer, (HELD,)))
    views = desk.ask("Who?", (), "", "", Talk())
    desk.stop(next(views).talk)
    (last,) = views
    assert last.talk.last is not None
    assert last.talk.last.phase is Phase.STOPPED
    assert "■" in last.live
    assert closed == [True]


def test_a_stop_without_an_answer_under_way_stops_nothing_later() -> None:
    desk = Desk(small())
    desk.stop(Talk())
    done = asked(desk, "Who?")[-1].talk
    desk.stop(done)
    assert "Ovechko said one." in list(desk.again(done))[-1].live


def test_a_fault_of_ours_is_admitted() -> None:
    class Faulty(SmallRag):
        def stream(self, question: str, **given: Any) -> Iterator[Event]:
            yield Found(self.answer.passages)
            raise ZeroDivisionError

    views = Desk(Faulty(small().answer, (HELD,))).ask("Who?", (), "", "", Talk())
    seen: list[View] = []
    with pytest.raises(ZeroDivisionError):
        seen.extend(views)
    assert "Something went wrong here" in seen[-1].live
    assert not seen[-1].running


def test_opening_shows_the_library_its_mode_and_examples() -> None:
    opening = opened(small())
    assert "1 article, undated" in opening.top
    assert "Quotes, no model" in Seen(opening.top).text
    assert "How did Russia react?" in opening.first
    assert opening.outlets == (("TASS (1)", "TASS"),)


def test_a_page_opens_before_its_examples_are_worked_out() -> None:
    first, second = Desk(small()).opened()
    assert "Ask these articles" in first.first
    assert "How did Russia react?" not in first.first
    assert "How did Russia react?" in second.first


class Counting(SmallRag):
    made = 0

    def examples(self, n: int = 4) -> tuple[str, ...]:
        self.made += 1
        return super().examples(n)


def test_examples_are_worked_out_once_for_a_library_as_it_is() -> None:
    rag = Counting(small().answer, (HELD,))
    desk = Desk(rag)
    desk.warm()
    list(desk.opened())
    assert rag.made == 1
    rag.held = (HELD, article("More.", id="a2"))
    list(desk.opened())
    assert rag.made == 2


def test_warming_a_missing_library_is_no_fault() -> None:
    Desk(Unopened(small().answer, ())).warm()


class Unopened(SmallRag):
    error: Exception = LibraryNotFound("index")

    def status(self) -> Any:
        raise self.error


@pytest.mark.parametrize("rag", [SmallRag(small().answer, ()), Unopened(small().answer, ())])
def test_an_empty_or_missing_library_says_how_to_add_articles(rag: SmallRag) -> None:
    opening = opened(rag)
    assert "rag ingest YOUR_FOLDER" in opening.first
    assert "no articles yet" in opening.top


def test_a_library_that_cannot_be_opened_says_why() -> None:
    rag = Unopened(small().answer, ())
    rag.error = LibraryDamaged("the ledger is damaged; run `rag verify`")
    assert "run `rag verify`" in opened(rag).first


def test_what_was_not_found_names_what_was_searched() -> None:
    rag = small(status=Status.NOT_FOUND, sentences=(), citations=())
    assert "Searched: 1 article, undated." in asked(Desk(rag), "Who?")[-1].live


def test_what_to_ask_next_was_not_asked_yet() -> None:
    desk = Desk(small())
    desk.warm()
    view = asked(desk, "How did Russia react?")[-1]
    offered = desk.lead_on(view.talk) or ""
    assert 'data-ask="Who belongs to the Quad?"' in offered
    assert 'data-ask="How did Russia react?"' not in offered


def test_the_latest_question_is_never_part_of_its_own_history() -> None:
    answer = small().answer
    first = Exchange("Who?", phase=Phase.DONE, answer=answer)
    failed = Exchange("What?").failed("no")
    assert Talk((first, failed)).asking("Why?", Filters()).history == answer.turns
    assert Talk((first,)).again().history == ()


def test_a_long_conversation_lets_go_of_its_beginning() -> None:
    talk = Talk()
    for number in range(MOST_EXCHANGES + 5):
        talk = talk.asking(str(number), Filters())
    assert len(talk.exchanges) == MOST_EXCHANGES
    assert talk.exchanges[0].question == "5"


def test_a_stream_is_folded_into_the_exchange() -> None:
    answer = small().answer
    events: list[Event] = [
        Found(answer.passages),
        Delta("Ove"),
        Delta("chko"),
        SentenceDropped("Ovechko flew.", "not in the source"),
        Done(answer),
    ]
    steps = list(followed(Exchange("Who?"), events))
    assert steps[2].provisional == "Ovechko"
    assert steps[3].provisional == ""
    assert steps[3].removed[0].reason == "not in the source"
    assert steps[4].answer is answer
    assert steps[4].phase is Phase.DONE


def test_a_stream_that_fails_keeps_the_passages_found() -> None:
    answer = small().answer
    (last,) = followed(Exchange("Who?"), [Failed("the model is away", answer)])
    assert (last.phase, last.error, last.answer) == (Phase.FAILED, "the model is away", answer)


def test_a_fast_stream_is_shown_at_most_ten_times_a_second_and_to_its_end() -> None:
    ticks = iter(number / 100 for number in range(10_000))
    exchanges = [Exchange(str(number)) for number in range(100)]
    shown = list(paced(exchanges, lambda: next(ticks)))
    assert len(shown) <= 11
    assert shown[-1] is exchanges[-1]
    assert list(paced([], lambda: 0.0)) == []
    assert list(paced(exchanges, lambda: 0.0)) == [exchanges[-1]]
