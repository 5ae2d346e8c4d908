"""Every sentence in which somebody speaks, article by article, each opening at its exact words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rag.markup import Html, join, tag
from rag.page import links, words
from rag.page import statementwords as said
from rag.page.links import ALL_HEARD, Heard
from rag.types import Citation, Statements

LONGEST_NAME = 120


def statements_pane(found: Statements | None, begun: int, heard: Heard = ALL_HEARD) -> Html:
    """One page of them; without a speaker, the field to name one."""
    if found is None:
        return _asking("", heard)
    spelled = said.spelled(found)
    return join(
        [
            _asking(found.speaker, heard),
            tag("p", said.found(found, begun), class_="count", id="found", role="status"),
            _bounds(heard),
            tag("p", spelled, class_="note", dir="auto") if spelled else None,
            *_articles(found),
            _turning(found, begun, heard),
        ]
    )


def _asking(speaker: str, heard: Heard) -> Html:
    return tag(
        "form",
        tag("label", said.FIELD, for_="speaker"),
        tag(
            "input",
            type="search",
            id="speaker",
            name="speaker",
            value=speaker or None,
            maxlength=LONGEST_NAME,
            autocomplete="off",
            required=True,
            aria_describedby="speaker-hint",
        ),
        tag("label", said.ABOUT, for_="about"),
        tag(
            "input",
            type="search",
            id="about",
            name="about",
            value=heard.about or None,
            maxlength=LONGEST_NAME,
            autocomplete="off",
        ),
        tag("button", said.SHOW, type="submit", class_="btn"),
        tag("p", said.HINT, id="speaker-hint", class_="hint-line"),
        *(
            tag("input", type="hidden", name=name, value=value)
            for name, value in heard.pairs
            if name != "about"
        ),
        action=links.STATEMENTS,
        method="get",
        role="search",
        class_="find",
    )


def _bounds(heard: Heard) -> Html | None:
    """Of which articles, and the way to all of them."""
    within = said.within(heard.sources, heard.since, heard.until, heard.languages)
    return tag("p", within, class_="note", dir="auto") if within else None


def _articles(found: Statements) -> Iterator[Html]:
    for _, group in groupby(found.citations, lambda each: each.article_id):
        some = list(group)
        first = some[0]
        line = words.origin(first.source, first.credits, first.published, first.authors)
        yield tag(
            "section",
            tag("h3", first.label, dir="auto"),
            tag("p", line, class_="from", dir="auto"),
            *(_sentence(each, some) for each in some),
            class_="spoken",
        )
    if found.articles and not found.citations:
        yield tag("p", said.NOTHING_HERE, class_="note")


def _sentence(each: Citation, of_article: list[Citation]) -> Html:
    who = " · ".join(part for part in (each.speaker, words.speech(each.speech)) if part)
    return tag(
        "blockquote",
        tag("a", each.quote, href=links.of_citation(each, of_article)),
        tag("span", who, class_="verdict"),
        dir="auto",
    )


def _turning(found: Statements, begun: int, heard: Heard) -> Html | None:
    if not begun and found.after is None:
        return None
    newest = links.of_statements(found.speaker, heard=heard)
    first = tag("a", f"‹ {said.FIRST}", href=newest, rel="first")
    after = found.after
    more = links.of_statements(found.speaker, str(after), heard) if after is not None else ""
    return tag(
        "nav",
        first if begun else tag("span"),
        tag("a", f"{said.MORE} ›", href=more, rel="next") if more else tag("span"),
        class_="pages",
        aria_label=said.SPEAKERS,
    )
