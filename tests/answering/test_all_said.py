"""A question for all that somebody says is answered by all of it, not by the best five."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from rag import Rag
from rag.answering.asked_all import AskedAll, asked_all
from rag.errors import UsageError
from rag.page.answer import turn
from rag.page.talk import Exchange, Filters, Phase
from rag.serve import create_app
from rag.testing import ScriptedModel
from rag.types import Answer, Spoken, Status, Verdict

HOLM = "Everything Peter Holm says"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("every sentence where Putin speaks", AskedAll("Putin")),
        ("Every sentence in which Fumio Kishida says something.", AskedAll("Fumio Kishida")),
        ("everything Putin says", AskedAll("Putin")),
        ("Everything that Putin has said about the treaty?", AskedAll("Putin", "the treaty")),
        ("all statements by Sergei Lavrov", AskedAll("Sergei Lavrov")),
        ("list all quotes of Lavrov", AskedAll("Lavrov")),
        ("List the remarks of Peter Holm on the crews", AskedAll("Peter Holm", "the crews")),
        ("all of Lavrov's statements on Ukraine", AskedAll("Lavrov", "Ukraine")),
        ("What are all the statements by NATO in these articles?", AskedAll("NATO")),
        ("Show me everything the foreign ministry said", AskedAll("foreign ministry")),
        ("every statement that Norway made", AskedAll("Norway")),
        ("What does Putin say about Japan?", None),
        ("Everything the articles say about Japan", None),
        ("everything they say", None),
        ("everything about Japan", None),
        ("all the news about Putin", None),
        ("Everything Putin says to Macron", None),
        ("Did all parties say yes?", None),
        ("All he said was nothing", None),
    ],
)
def test_only_wording_that_claims_the_whole_is_read_so(
    question: str, asked: AskedAll | None
) -> None:
    assert asked_all(question) == asked


def spans_hold(rag: Rag, answer: Answer) -> bool:
    return all(
        rag.article(c.article_id, c.revision).text[c.start : c.end] == c.quote
        for c in answer.citations
    )


def test_the_answer_tells_how_many_there_are_and_quotes_them(bay: Rag) -> None:
    answer = bay.ask(HOLM)
    every = bay.statements("Peter Holm")
    assert answer.status is Status.ANSWERED
    assert answer.spoken == Spoken("Peter Holm", None, len(every.citations), 2, 2)
    assert [c.quote for c in answer.citations] == [c.quote for c in every.citations]
    assert {s.verdict for s in answer.sentences} == {Verdict.VERBATIM}
    assert answer.lead == "Peter Holm speaks in 3 sentences of 2 articles."
    assert spans_hold(bay, answer)


def test_of_many_the_first_are_quoted_and_of_very_many_it_says_how_far_it_read(
    bay: Rag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.answering.speaking.SHOWN", 1)
    answer = bay.ask(HOLM)
    assert len(answer.sentences) == 1
    assert answer.lead is not None
    assert answer.lead.endswith("The first 1 are quoted.")
    assert answer.spoken is not None
    assert answer.spoken.sentences == 3
    monkeypatch.setattr("rag.answering.statements.MOST_READ", 1)
    some = bay.ask(HOLM)
    assert some.lead is not None
    assert some.lead.startswith("At least: Peter Holm speaks in 1 sentence")
    assert "Read were the newest 1 of 2 articles." in some.lead


def test_what_it_is_about_days_and_filters_are_kept_to(bay: Rag) -> None:
    about = bay.ask("List all statements by Norway about the herring quota")
    assert all("quota" in each.quote for each in about.citations)
    assert bay.statements("Norway", about="the herring quota").about == "the herring quota"
    dated = bay.ask(f"{HOLM} in 2023")
    assert (str(dated.understood.since), len(dated.citations)) == ("2023-01-01", 3)
    wrong = bay.ask(f"{HOLM} in 2021")
    assert len(wrong.citations) == 3
    assert any("so all is counted" in note for note in wrong.notes)
    filtered = bay.ask(HOLM, until="2023-05-05")
    assert len(filtered.citations) == 2
    with pytest.raises(UsageError):
        bay.statements("Norway", about="x" * 5000)


def test_a_follow_up_may_ask_for_all(bay: Rag) -> None:
    first = bay.ask("What did Captain Rosa Lindqvist say?")
    answer = bay.ask("Everything she says", history=first.turns)
    assert answer.spoken is not None
    assert "Lindqvist" in answer.spoken.speaker
    assert len(answer.citations) == 3


def test_who_speaks_in_no_sentence_and_who_stands_nowhere(bay: Rag) -> None:
    silent = bay.ask("All statements by the herons")
    assert silent.status is Status.NOT_FOUND
    assert "speaks in no sentence" in silent.gaps[0]
    unknown = bay.ask("Everything Tony Blair says")
    assert (unknown.status, unknown.spoken) == (Status.NOT_FOUND, None)
    assert "Tony Blair" in unknown.text


def test_a_model_is_not_asked_for_it(bay: Rag) -> None:
    model = ScriptedModel("Nothing.")
    with Rag(bay.settings, model) as writing:
        assert writing.ask(HOLM).text == bay.ask(HOLM).text
    assert model.asked == []


def test_the_page_leads_from_the_answer_to_the_whole_list(bay: Rag) -> None:
    answer = bay.ask("Everything Norway says about the herring quota in 2022")
    shown = turn(Exchange("q", phase=Phase.DONE, answer=answer))
    address = (
        "/statements?speaker=Norway&amp;about=the+herring+quota&amp;since=2022-01-01"
        "&amp;until=2022-12-31"
    )
    assert f'href="{address}">All 2 sentences ›' in shown
    ticked = Filters(articles=("bay/walkout.md",))
    only = turn(Exchange("q", ticked, Phase.DONE, answer=bay.ask(HOLM)))
    assert "All that Peter Holm says, in every article" in only
    with TestClient(create_app(bay)) as client:
        page = client.get(f"{address.replace('&amp;', '&')}&pane=true").text
        assert "2 sentences: all that Norway says about “the herring quota”" in page
        assert "Only articles since 1 Jan 2022, until 31 Dec 2022." in page
        assert 'name="about" value="the herring quota"' in page
        assert '<input type="hidden" name="since" value="2022-01-01">' in page
        wrong = client.get("/statements?speaker=Norway&source=Nobody&pane=true")
        assert "no article comes from" in wrong.text
