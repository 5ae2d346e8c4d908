"""One exchange as the reader sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from page.doubles import answered, article, cited, passage, said
from page.seeing import Seen
from rag.answering.citations import CitationList
from rag.page.answer import turn
from rag.page.copying import footnoted
from rag.page.links import of_citation, of_passage
from rag.page.talk import Exchange, Filters, Phase
from rag.types import (
    Answer,
    Candidate,
    Conflict,
    Copy,
    DatedEvent,
    Development,
    Removed,
    Sentence,
    Side,
    Status,
    Step,
    Support,
    Understood,
    Verdict,
)

ALPHA = article(
    "Ovechko said one. He said two. A report adds three.",
    id="alpha",
    title="Alpha",
    credits=("TASS",),
)
BETA = article(
    "Ovechko was heard. Jane writes.",
    id="beta",
    title="Beta",
    source="Jiji",
    authors=("Jane Zhou",),
    published=date(2022, 3, 6),
)


MORE = tuple(article("More.", id=f"more-{number}") for number in range(3))


def quoted(**given: object) -> Answer:
    cites = CitationList()
    cited(cites, ALPHA, "Ovechko said one.", "Gennady Ovechko")
    cited(cites, BETA, "Ovechko was heard.", "Gennady Ovechko")
    cited(cites, ALPHA, "He said two.", "Gennady Ovechko")
    cited(cites, BETA, "Jane writes.")
    return answered("Who spoke?", cites, (ALPHA, BETA), **given)


def shown(answer: Answer, **given: object) -> Seen:
    return Seen(turn(Exchange("Who spoke?", phase=Phase.DONE, answer=answer), **given))


def headings(seen: Seen, markup: str) -> list[str]:
    from re import findall

    return findall(r'<h3 class="who"[^>]*>(.*?)</h3>', markup)


def test_quotes_stand_under_who_speaks_or_else_under_their_article() -> None:
    markup = turn(Exchange("Who spoke?", phase=Phase.DONE, answer=quoted()))
    assert headings(Seen(markup), markup) == ["Gennady Ovechko", "Gennady Ovechko", "Beta"]
    first, second, third = markup.split('<section class="voice">')[1:]
    assert first.count("<blockquote") == 2
    assert second.count("<blockquote") == third.count("<blockquote") == 1


def test_a_speakers_heading_names_the_article_and_its_origin() -> None:
    text = shown(quoted()).text
    assert "in Alpha · credits TASS, publisher unknown · undated" in text
    assert "in Beta · Jiji · 6 Mar 2022 · by Jane Zhou" in text


def test_every_number_opens_its_own_words() -> None:
    seen = shown(quoted())
    numbered = [a for name, a in seen.elements if name == "a" and a.get("class") == "n"]
    assert [a["aria-label"] for a in numbered] == [
        "Source 1: Alpha",
        "Source 3: Alpha",
        "Source 2: Beta",
        "Source 4: Beta",
    ]
    assert numbered[0]["href"] == ("/read?article=alpha&revision=1&mark=1%3A0-17&also=3%3A18-30")


def test_the_quotes_are_the_articles_words_and_nothing_is_added_to_them() -> None:
    markup = turn(Exchange("Who spoke?", phase=Phase.DONE, answer=quoted()))
    for quote in ("Ovechko said one.", "He said two.", "Ovechko was heard.", "Jane writes."):
        assert f'<blockquote dir="auto">{quote}<a ' in markup


def test_the_short_answer_is_stronger_inside_its_sentence() -> None:
    markup = turn(Exchange("q", phase=Phase.DONE, answer=quoted(short_answer="two")))
    assert "He said <b>two</b>." in markup


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.ANSWERED, "✓ Answered"),
        (Status.PARTIAL, "◐ Answered in part"),
        (Status.NOT_FOUND, "○ Not in these articles"),
    ],
)
def test_the_status_is_said_in_words_with_a_mark(status: Status, words: str) -> None:
    assert words in shown(quoted(status=status)).text


def test_the_line_above_says_mode_time_and_what_was_read() -> None:
    text = shown(quoted(timings_ms={"total": 1234.0})).text
    for fact in ("quotes, no model", "1.2 s", "read 2 articles"):
        assert fact in text


def test_quotes_are_said_to_be_word_for_word_and_not_to_be_true() -> None:
    text = shown(quoted()).text
    assert (
        "4 quotes, each word for word. Checked against these articles, not against the world."
        in text
    )
    for claim in ("verified", "true", "AI"):
        assert claim not in text.split()


def test_gaps_notes_and_conflicts_are_shown() -> None:
    text = shown(
        quoted(
            gaps=("when they said so",),
            notes=("2 undated left out",),
            conflicts=(Conflict("the year", (1, 2)),),
        )
    ).text
    assert "Not covered: when they said so" in text
    assert "2 undated left out" in text
    assert "Accounts differ: the year" in text


def test_both_sides_of_a_conflict_a_development_and_the_order_are_shown() -> None:
    first, last = date(2022, 3, 1), date(2022, 3, 6)
    sides = (Side("ten", (1,)), Side("two", (2,)))
    steps = (Step("soon", first, (1,)), Step("now", last, (2,)))
    text = shown(
        quoted(
            conflicts=(Conflict("the number", (1, 2), "number", sides),),
            developments=(Development("the day", steps),),
            as_of=last,
            support=Support(2, 2, ("A", "B"), (), (), 0, "2 outlets, 2 different texts"),
            timeline=(
                DatedEvent(1, "It began.", first, first, "day", "text", "on Tuesday"),
                DatedEvent(2, "It ended.", last, last, "day", "published"),
                DatedEvent(2, "It was long.", None, None, None, None),
            ),
        )
    ).text
    assert text.index("“ten”") < text.index("“two”")
    assert "Earlier, 1 Mar 2022: “soon”" in text
    assert "On 6 Mar 2022: “now”" in text
    assert "As of 6 Mar 2022" in text
    assert "Rests on 2 outlets, 2 different texts" in text
    assert "6 Mar 2022 (day of publication) It ended." in text
    assert "Undated It was long." in text


def test_what_was_not_found_shows_what_is_nearest_and_what_was_searched() -> None:
    answer = quoted(status=Status.NOT_FOUND, sentences=(), citations=(), lead=None)
    passages = (passage(ALPHA), passage(ALPHA, 0, 5), passage(BETA), *map(passage, MORE))
    seen = shown(replace(answer, passages=passages), held="Searched: x")
    assert "These articles do not answer that." in seen.text
    assert "Searched: x" in seen.text
    assert seen.links() == [of_passage(one) for one in (passages[0], passages[2], passages[3])]
    assert "word for word" not in seen.text


def test_what_the_articles_say_instead_is_quoted_and_opens_at_its_words() -> None:
    told = quoted().citations[0]
    answer = quoted(status=Status.NOT_FOUND, sentences=(), citations=(), lead=None)
    seen = shown(replace(answer, instead=(told,)))
    assert "What the articles say instead" in seen.text
    assert told.quote in seen.text
    assert of_citation(told, (told,)) in seen.links()


@pytest.mark.parametrize(
    ("confidence", "said"),
    [(0.93, "fits well"), (0.5, "fits in part"), (0.2, "fits poorly"), (None, None)],
)
def test_confidence_is_a_word_and_no_number(confidence: float | None, said: str | None) -> None:
    text = shown(replace(quoted(), confidence=confidence)).text
    assert (said in text) if said else ("what was read" not in text)
    assert str(confidence) not in text
    nothing = quoted(status=Status.NOT_FOUND, sentences=(), citations=(), lead=None)
    assert "what was read" not in shown(replace(nothing, confidence=confidence)).text


def test_a_follow_up_says_how_it_was_understood() -> None:
    meant = Understood("Who spoke in March?", since=date(2022, 3, 1), until=date(2022, 3, 31))
    text = shown(quoted(understood=meant)).text
    assert "Understood as: Who spoke in March? · dates: 1 Mar 2022 to 31 Mar 2022" in text
    assert "Understood as" not in shown(quoted()).text


def test_the_dates_and_sources_read_from_a_question_are_shown_in_words() -> None:
    read = ("“last week”: 7 March 2022 to 13 March 2022", "“TASS”: articles from TASS")
    day = date(2022, 3, 7)
    meant = Understood(quoted().question, since=day, until=date(2022, 3, 13), read=read)
    text = shown(quoted(understood=meant)).text
    assert " · ".join(read) in text
    assert "dates:" not in text, "not said twice"


def test_where_two_may_be_meant_both_readings_are_offered_at_a_click() -> None:
    meant = ("What did A <say>?", "What did B say?")
    candidates = (Candidate("A", meant[0]), Candidate("B", meant[1]))
    answer = replace(
        quoted(),
        status=Status.NOT_FOUND,
        understood=Understood("What did he say?", read=("“he”: A or B",), candidates=candidates),
        text="Do you mean A or B?",
        sentences=(),
        citations=(),
    )
    markup = turn(Exchange("What did he say?", phase=Phase.DONE, answer=answer))
    assert "Do you mean A or B?" in Seen(markup).text
    assert "“he”: A or B" in Seen(markup).text
    assert "Not in these articles" not in Seen(markup).text
    assert 'data-ask="What did A &lt;say&gt;?"' in markup
    assert 'data-ask="What did B say?"' in markup


def test_filters_are_shown_with_the_question() -> None:
    filters = Filters(("TASS", "Jiji"), date(2022, 3, 1))
    text = Seen(turn(Exchange("q", filters, Phase.DONE, answer=quoted()))).text
    assert "TASS or Jiji · From 1 Mar 2022, undated left out" in text


def written() -> Answer:
    base = quoted()
    verdicts = (Verdict.VERBATIM, Verdict.SUPPORTED, Verdict.WEAK)
    sentences = tuple(Sentence(f"Said {v}. [1]", (1,), v) for v in verdicts)
    return replace(
        base, mode="small-model", sentences=sentences, removed=(Removed("It rained.", "no source"),)
    )


def test_a_models_sentences_carry_their_verdicts_in_plain_words() -> None:
    text = shown(written()).text
    for words in (
        "word for word",
        "in the source",
        "partly in the source",
        "written by small-model",
    ):
        assert words in text
    assert "quotes, each" not in text


def test_what_was_removed_can_be_opened_and_is_closed_at_first() -> None:
    seen = shown(written())
    assert ("details", {"class": "removed"}) in seen.elements
    assert "1 sentence removed: not in the source" in seen.text
    assert "It rained. no source" in seen.text


def test_a_running_answer_is_busy_and_offers_nothing_to_do() -> None:
    exchange = Exchange(
        "q",
        phase=Phase.WRITING,
        sentences=(said(quoted().citations[0]),),
        citations=quoted().citations,
        provisional="And then",
    )
    seen = Seen(turn(exchange, offered=("more?",), latest=True))
    assert "Ovechko said one." in seen.text
    assert "And then" in seen.text
    assert {"class": "a", "aria-live": "polite", "aria-busy": "true"} in [
        a for _, a in seen.elements
    ]
    assert "button" not in [name for name, _ in seen.elements]


def test_a_stopped_answer_keeps_what_was_checked() -> None:
    exchange = Exchange(
        "q",
        phase=Phase.WRITING,
        sentences=(said(quoted().citations[0]),),
        citations=quoted().citations,
        provisional="half a sen",
    )
    seen = Seen(turn(exchange.stopped(), latest=True))
    assert "■ Stopped" in seen.text
    assert "Ovechko said one." in seen.text
    assert "half a sen" not in seen.text
    assert "Ask again" in seen.text


def test_a_failed_answer_shows_the_message_and_what_was_found() -> None:
    answer = quoted(sentences=(), citations=())
    exchange = replace(Exchange("q").failed("the model did not answer; try again"), answer=answer)
    seen = Seen(turn(exchange))
    assert "the model did not answer; try again" in seen.text
    assert any(a.get("role") == "alert" for _, a in seen.elements)
    assert seen.links() != []


def test_only_the_latest_answer_can_be_asked_again() -> None:
    assert "Ask again" in shown(quoted(), latest=True).text
    assert "Ask again" not in shown(quoted()).text


def test_a_copy_carries_every_source_with_its_exact_words() -> None:
    copied = footnoted(quoted(lead="2 articles report it."))
    assert "Ovechko said one. [1]" in copied
    assert "[2] Beta, Jiji, 6 Mar 2022, by Jane Zhou. The exact words: Ovechko was heard." in copied
    assert copied.endswith("Checked against these articles, not against the world.")


def test_the_same_speaker_in_one_article_is_one_group_even_when_interrupted() -> None:
    markup = turn(Exchange("q", phase=Phase.DONE, answer=quoted()))
    assert markup.count("<blockquote") == 4
    assert markup.count('<section class="voice">') == 3


def test_a_quote_says_who_else_prints_it() -> None:
    copies = (Copy("c", "Gamma", "<b>Echo</b>", (), None, "/c.md", 0.95),)
    cites = CitationList(lambda article_id, said: copies if article_id == ALPHA.id else ())
    cited(cites, ALPHA, "Ovechko said one.", "Gennady Ovechko")
    cited(cites, BETA, "Jane writes.")
    markup = turn(Exchange("?", phase=Phase.DONE, answer=answered("?", cites, (ALPHA, BETA))))
    first, second = markup.split('<section class="voice">')[1:]
    assert "also in &lt;b&gt;Echo&lt;/b&gt; (nearly the same text)" in first
    assert "also in" not in second
