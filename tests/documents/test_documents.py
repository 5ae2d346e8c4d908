"""Answers and conversations as documents: every footnote whole, and foreign text only text."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from markdown_it import MarkdownIt
from page.doubles import answered, article, cited
from page.payloads import PAYLOADS
from page.seeing import Seen

from rag.answering.citations import CitationList, marked
from rag.documents import FORMS, document
from rag.documents.html import written as as_html
from rag.documents.markdown import plain
from rag.errors import UsageError
from rag.types import (
    Answer,
    Conflict,
    Conversation,
    Ending,
    Fate,
    PastExchange,
    Sentence,
    Status,
    Verdict,
    quoted_of,
)

PAGE = "http://127.0.0.1:7860"
BRIDGE = "Who opened the new bridge over the Tarrow?"
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def conversation(*exchanges: PastExchange) -> Conversation:
    return Conversation("c0ffee", "On the bridge", NOW, NOW, exchanges)


def hostile(payload: str) -> Answer:
    """Everything that can be somebody else's is the payload."""
    of = article(payload, title=payload, source=payload, credits=(payload,), url=payload)
    cites = CitationList()
    cited(cites, of, payload, speaker=payload)
    kept = answered(payload, cites, (of,), lead=payload, gaps=(payload,), notes=(payload,))
    sentence = Sentence(marked(payload, (1,)), (1,), Verdict.WEAK)
    written = replace(kept, mode="model", sentences=(sentence,))
    return replace(written, conflicts=(Conflict(payload, (1,)),))


def paragraphs(content: bytes) -> list[str]:
    return [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]


def words(content: bytes, form: str) -> str:
    """What a reader of the document reads."""
    if form == "docx":
        return "\n".join(paragraphs(content))
    text = content.decode()
    if form == "html":
        return Seen(text).text
    shown = MarkdownIt("commonmark").render(text)
    return Seen(shown).text


@pytest.mark.parametrize("form", ["markdown", "html", "docx"])
def test_every_footnote_is_whole(asked: Callable[[str], Answer], form: str) -> None:
    answer = asked(BRIDGE)
    told = words(document(answer, form, page=PAGE), form)
    for each in answer.citations:
        assert f"[{each.n}]" in told
        assert f"“{each.quote}”" in told
        assert each.label in told
        assert "Inland Post, 30 Sep 2021, by Tobias Renn" in told
        assert str(each.url) in told
    assert "Checked against these articles, not against the world." in told
    assert "Answered" in told


@pytest.mark.parametrize("form", ["markdown", "html", "docx"])
def test_a_source_links_to_its_exact_words_on_the_page(
    asked: Callable[[str], Answer], form: str
) -> None:
    content = document(asked(BRIDGE), form, page=f"{PAGE}/")
    span = f"{PAGE}/read?article=https%3A%2F%2Finland.example%2Fbridge&"
    if form == "docx":
        parts = docx.Document(io.BytesIO(content)).part.rels.values()
        links = [each.target_ref for each in parts if each.is_external]
        assert any(link.startswith(span) for link in links)
    else:
        assert span in content.decode().replace("&amp;", "&")


def test_without_a_page_a_source_says_where_its_words_stand(
    asked: Callable[[str], Answer],
) -> None:
    answer = asked(BRIDGE)
    first = answer.citations[0]
    told = words(document(answer, "html"), "html")
    assert f"characters {first.start} to {first.end}" in told
    assert "/read?" not in told


def test_what_is_unknown_is_said_to_be(asked: Callable[[str], Answer]) -> None:
    of = article("Ovechko said one.", credits=("TASS",))
    cites = CitationList()
    cited(cites, of, "Ovechko said one.")
    told = document(answered("Who?", cites, (of,)), "markdown").decode()
    assert "A title, credits TASS, publisher unknown, undated." in told


def test_a_sentence_that_holds_in_part_says_so_in_every_form() -> None:
    for form in ("markdown", "html", "docx"):
        told = words(document(hostile("Ovechko said one."), form), form)
        assert "(partly in the source)" in told


def test_as_json_it_is_the_answer_itself(asked: Callable[[str], Answer]) -> None:
    told = json.loads(document(asked(BRIDGE), "json"))
    assert told.pop("checked").startswith("Checked against these articles")
    assert told == json.loads(json.dumps(asked(BRIDGE).to_dict()))


def test_a_conversation_tells_all_of_it_in_order(asked: Callable[[str], Answer]) -> None:
    first, silent = asked(BRIDGE), asked("Who is the president of Brazil?")
    gone = quoted_of(first.citations[0], Fate.ERASED)
    held = conversation(
        PastExchange(BRIDGE, Ending.ANSWERED, ("Inland Post",), answer=first),
        PastExchange("And Brazil?", Ending.ANSWERED, answer=silent),
        PastExchange("Then?", Ending.STOPPED, sentences=first.sentences, citations=first.citations),
        PastExchange("And now?", Ending.ANSWERED, fates=(gone,)),
    )
    for form in ("markdown", "html", "docx"):
        told = words(document(held, form), form)
        places = [told.index(each) for each in ("On the bridge", BRIDGE, "And Brazil?", "Then?")]
        assert places == sorted(places)
        assert "only Inland Post" in told
        assert "Not in these articles" in told
        assert "Stopped by the reader" in told
        assert "was erased since" in told
    assert len(json.loads(document(held, "json"))["exchanges"]) == 4


def test_another_form_is_refused_with_those_there_are(asked: Callable[[str], Answer]) -> None:
    with pytest.raises(UsageError, match="markdown, html, docx, json"):
        document(asked(BRIDGE), "pdf")
    assert list(FORMS) == ["markdown", "html", "docx", "json"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_foreign_text_is_text_in_html(payload: str) -> None:
    page = document(hostile(payload), "html", page=PAGE).decode()
    harmless = document(hostile("nothing"), "html", page=PAGE).decode()
    seen, twin = Seen(page), Seen(harmless)
    assert {name for name, _ in seen.elements} <= {name for name, _ in twin.elements}
    assert all(link.startswith(f"{PAGE}/read?") for link in seen.links())
    policy = [held.get("content", "") for name, held in seen.elements if name == "meta"]
    assert any("default-src 'none'" in each for each in policy)
    assert " ".join(payload.split()) in " ".join(seen.text.split())


BLOCKS = ("- [ ] a", "1. one", "# head", "> q", "a\n\nb", "***")


@pytest.mark.parametrize("payload", [*PAYLOADS, *BLOCKS])
def test_foreign_text_is_text_in_markdown(payload: str) -> None:
    text = document(hostile(payload), "markdown", page=PAGE).decode()
    tokens = MarkdownIt("commonmark").parse(text)
    inside = [child for token in tokens for child in token.children or ()]
    kinds = {each.type for each in (*tokens, *inside)}
    assert not {"html_block", "html_inline", "image", "code_block", "fence", "hr"} & kinds
    links = [each.attrGet("href") for each in inside if each.type == "link_open"]
    assert links
    assert all(str(link).startswith(f"{PAGE}/read?") for link in links)
    shown = " ".join(Seen(MarkdownIt("commonmark").render(text)).text.split())
    assert " ".join(payload.split()) in shown


def test_no_address_in_foreign_text_becomes_a_link_in_markdown() -> None:
    for address in ("https://evil.example/x", "www.evil.example", "javascript:alert(1)"):
        assert address not in plain(f"see {address} now")


ODD = ("\x00\x0b\ud800 odd", '{ HYPERLINK "http://e.example" }')


@pytest.mark.parametrize("payload", [*PAYLOADS, *ODD])
def test_foreign_text_is_text_in_word(payload: str) -> None:
    content = document(replace(hostile("one"), lead=payload, notes=(payload,)), "docx", page=PAGE)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = package.read("word/document.xml").decode()
        names = package.namelist()
    assert not any(sign in body for sign in ("instrText", "fldSimple", "w:object", "w:drawing"))
    assert not any("vba" in name or "media/" in name for name in names)
    told = "\n".join(paragraphs(content))
    if payload in PAYLOADS:
        assert " ".join(payload.split()) in " ".join(told.split())


def test_only_web_addresses_lead_anywhere() -> None:
    for url in ("javascript:alert(1)", "file:///etc/passwd", "http://me:pw@evil.example/", "http:"):
        answer = hostile("nothing")
        odd = tuple(replace(each, url=url) for each in answer.citations)
        assert Seen(document(replace(answer, citations=odd), "html").decode()).links() == []
    of = replace(answer.citations[0], url="https://news.example/a(b)?c=<d>")
    told = document(replace(answer, citations=(of,)), "markdown").decode()
    assert "(https://news.example/a%28b%29?c=%3Cd%3E)" in told


def test_scripts_that_read_from_the_right_and_signs_are_kept() -> None:
    text = "قال المتحدث إن الجسر مفتوح. 🎉 C++ & <b>"
    for form in ("markdown", "html", "docx"):
        assert text in words(document(hostile(text), form), form)


def test_an_empty_conversation_is_a_title() -> None:
    assert "<h1" in as_html("Nothing yet", ()).decode()
    told = document(conversation(), "markdown").decode()
    assert told == "# On the bridge\n"


def test_a_silence_is_told_as_one(asked: Callable[[str], Answer]) -> None:
    answer = asked("Who is the president of Brazil?")
    assert answer.status is Status.NOT_FOUND
    assert "○ Not in these articles" in words(document(answer, "docx"), "docx")
