"""Whatever an article, a question, a model or an error says, it is shown and never obeyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from page.doubles import answered, article, cited, dossier, passage
from page.more_payloads import HUNDRED
from page.seeing import Seen
from rag.answering.citations import CitationList
from rag.markup import tag
from rag.page import chrome, reading
from rag.page.answer import turn
from rag.page.links import Sought, of_passage
from rag.page.shelf import Entry
from rag.page.talk import Exchange, Filters, Phase
from rag.types import (
    Answer,
    Conflict,
    Copy,
    DatedEvent,
    Development,
    Dossier,
    Rejected,
    Removed,
    Sentence,
    Side,
    Status,
    Step,
    Support,
    Understood,
    Verdict,
)

OURS = (
    *("/read?", "/library?", "/not-read?", "/coverage?", "/statements?", "/collections?"),
    *("/adding?", "/byline/"),
)
FORMS = frozenset(
    "/ /library /statements /add-files /add-address /sync /verify /remove /purge".split()
)

# On one line each: a line break makes a paragraph of its own, which is no harm.
payloads = pytest.mark.parametrize("payload", [each.replace("\n", " ") for each in HUNDRED])


def hostile_answer(payload: str, **given: object) -> Answer:
    """An answer with the payload in every place somebody else can write into."""
    cites = CitationList()
    of = article(
        f"{payload} was said.",
        id=payload,
        title=payload,
        source=payload,
        credits=(payload,),
        authors=(payload,),
        location=payload,
        url=payload,
    )
    cited(cites, of, of.text, speaker=payload)
    fields: dict[str, object] = {
        "lead": payload,
        "short_answer": payload,
        "gaps": (payload,),
        "notes": (payload,),
        "removed": (Removed(payload, payload),),
        "conflicts": (
            Conflict(payload, (1,)),
            Conflict(payload, (1,), "date", (Side(payload, (1,), payload),)),
        ),
        "developments": (Development(payload, (Step(payload, None, (1,)),)),),
        "support": Support(1, 1, (payload,), (payload,), (), 0, payload),
        "timeline": (
            DatedEvent(1, payload, date(2022, 3, 1), date(2022, 3, 1), "day", "text", payload),
            DatedEvent(1, payload, date(2022, 3, 2), date(2022, 3, 2), "day", "published"),
        ),
        "understood": Understood(payload + " ", read=(payload,)),
        "passages": (passage(of),),
    }
    return answered(payload + "?", cites, (of,), **{**fields, **given})


def assert_harmless(markup: str, payload: str) -> None:
    seen = Seen(markup)
    assert seen.strangers() == []
    assert payload in seen.text
    assert all(link.startswith(OURS) or link in FORMS for link in seen.links())


@payloads
def test_an_answer_in_quotes_shows_a_payload_as_text(payload: str) -> None:
    exchange = Exchange(payload, Filters((payload,)), Phase.DONE, answer=hostile_answer(payload))
    assert_harmless(turn(exchange, payload, offered=(payload,), latest=True), payload)


@payloads
def test_a_models_answer_shows_a_payload_as_text(payload: str) -> None:
    sentences = (Sentence(f"{payload} [1]", (1,), Verdict.WEAK),)
    answer = hostile_answer(payload, mode=payload, sentences=sentences)
    assert_harmless(turn(Exchange(payload, phase=Phase.DONE, answer=answer)), payload)


@payloads
def test_an_unanswered_question_shows_a_payload_as_text(payload: str) -> None:
    answer = hostile_answer(payload, status=Status.NOT_FOUND, sentences=(), citations=())
    exchange = Exchange(payload, phase=Phase.DONE, answer=answer)
    assert_harmless(turn(exchange, payload), payload)


@payloads
def test_provisional_text_and_errors_show_a_payload_as_text(payload: str) -> None:
    writing = Exchange(payload, phase=Phase.WRITING, provisional=payload)
    assert_harmless(turn(writing), payload)
    assert_harmless(turn(writing.failed(payload)), payload)


@payloads
@pytest.mark.parametrize("pane", [True, False])
def test_the_reader_shows_a_payload_as_text(payload: str, pane: bool) -> None:
    of = article(
        f"Before.\n{payload}\nAfter.",
        id=payload,
        title=payload,
        source=payload,
        credits=(payload,),
        authors=(payload,),
        location=payload,
        language=payload,
        found={"published": payload},
        url=payload,
    )
    assert_harmless(reading.shown(dossier(of), f"1:8-{8 + len(payload)}", [payload], pane), payload)
    assert_harmless(reading.missing(payload, pane), payload)


def hostile_dossier(payload: str) -> Dossier:
    """An article with a copy and an older text, the payload wherever one can be."""
    names = "title source credits authors published modified language url text id".split()
    now = article(
        payload,
        id=payload,
        title=payload,
        source=payload,
        credits=(payload, payload),
        authors=(payload,),
        location=payload,
        locations=(payload, payload),
        language=payload,
        url=payload,
        found=dict.fromkeys(names, payload),
        revision=2,
    )
    older = replace(now, title=payload + "!", text=payload + "!", revision=1)
    copy = Copy(payload, payload, payload, (payload,), None, payload, 0.5)
    return Dossier(older, 2, (now, older), (copy, replace(copy, title=None)))


@payloads
@pytest.mark.parametrize("pane", [True, False])
def test_what_is_known_of_an_article_shows_a_payload_as_text(payload: str, pane: bool) -> None:
    held, benign = hostile_dossier(payload), hostile_dossier("word")
    shown, plain = (reading.shown(each, "", (), pane) for each in (held, benign))
    assert_harmless(shown, payload)
    assert Seen(shown).skeleton() == Seen(plain).skeleton()


@payloads
@pytest.mark.parametrize("pane", [True, False])
def test_the_library_shows_a_payload_as_text(payload: str, pane: bool) -> None:
    def library(text: str) -> str:
        held = Entry(text, text, text, (text,), (text,), None, text.casefold())
        return reading.library((held,), 1, 1, Sought(text), pane)

    assert_harmless(library(payload), payload)
    assert Seen(library(payload)).skeleton() == Seen(library("word")).skeleton()
    assert '<a href="/read?' in library("word")


@payloads
@pytest.mark.parametrize("pane", [True, False])
def test_what_was_not_read_shows_a_payload_as_text(payload: str, pane: bool) -> None:
    def refused(text: str) -> str:
        return reading.not_read((Rejected(text, text, 7), Rejected(text, text)), 0, 1, pane)

    assert_harmless(refused(payload), payload)
    assert Seen(refused(payload)).skeleton() == Seen(refused("word")).skeleton()


@payloads
def test_the_bar_and_the_first_words_show_a_payload_as_text(payload: str) -> None:
    bar = Seen(chrome.top(payload, payload, payload))
    assert bar.skeleton() == Seen(chrome.top("word", "word", "word")).skeleton()
    assert bar.links() == ["/library?page=1"]
    assert payload in bar.text
    assert_harmless(chrome.welcome((payload,)), payload)
    assert_harmless(chrome.trouble(payload), payload)


@payloads
def test_a_payload_in_an_id_stays_inside_its_link(payload: str) -> None:
    link = of_passage(passage(article("text", id=payload)))
    assert link.startswith("/read?article=")
    assert not set("<>\"'` \\") & set(link)


def test_attributes_are_escaped_and_false_ones_left_out() -> None:
    assert tag("p", title='a"b', hidden=False, id=None) == '<p title="a&quot;b"></p>'
    assert tag("p", "<b>", tag("b", "&"), None) == "<p>&lt;b&gt;<b>&amp;</b></p>"


def test_a_lone_surrogate_cannot_break_the_page() -> None:
    assert tag("p", "a\ud800b") == "<p>a?b</p>"
