"""Whom a page names as author, and which agency or paper it credits."""

from __future__ import annotations

import pytest

from .fieldpages import BODY, article, ld, meta, page, told

H1 = "<h1>Norvik harbour to close for repairs</h1>"
SITE = meta("og:site_name", "The Coast Daily")
PERSON = {"@type": "Person", "name": "Jane Zhou"}


@pytest.mark.parametrize(
    ("html", "authors"),
    [
        (page(article(author="Jane Zhou")), ["Jane Zhou"]),
        (page(article(author=PERSON)), ["Jane Zhou"]),
        (page(article(author=[PERSON, {"@type": "Person", "name": "Ali bin Omar"}])),
         ["Jane Zhou", "Ali bin Omar"]),
        (page(article(author={"@type": "Person", "name": ["Jane Zhou", "Ali Omar"]})),
         ["Jane Zhou", "Ali Omar"]),
        (page(ld({"@graph": [{"@type": "Article", "author": {"@id": "#jane"}},
                             {"@type": "Person", "@id": "#jane", "name": "Jane Zhou"}]})),
         ["Jane Zhou"]),
        (page(article(author="By Jane Zhou and Ali Omar")), ["Jane Zhou", "Ali Omar"]),
        (page(meta("author", "Jane Zhou, Ali Omar")), ["Jane Zhou", "Ali Omar"]),
        (page(meta("author", "Jane Zhou; Ali Omar")), ["Jane Zhou", "Ali Omar"]),
        (page(meta("byl", "By JANE ZHOU")), ["JANE ZHOU"]),
        (page(meta("author", "Jane Zhou, Staff Writer")), ["Jane Zhou"]),
        (page(meta("author", "Jane Zhou, MD, PhD")), ["Jane Zhou"]),
        (page(meta("author", "Jane Zhou") + meta("author", "Ali Omar")), ["Jane Zhou", "Ali Omar"]),
        (page(meta("article:author", "https://facebook.com/jane")), []),
        (page(meta("author", "jane@coast.com")), []),
        (page(meta("author", "@janezhou")), []),
        (page(meta("author", "admin")), []),
        (page(meta("author", "Web Desk")), []),
        (page(meta("author", "undefined")), []),
        (page(SITE + meta("author", "The Coast Daily")), []),
        (page(SITE + meta("author", "Coast Daily Staff")), []),
        (page(SITE + meta("author", "The Coast Daily, Norvik")), []),
        (page(SITE + article(author={"@type": "Organization", "name": "The Coast Daily"})), []),
        (page(meta("twitter:label1", "Written by") + meta("twitter:data1", "Jane Zhou")),
         ["Jane Zhou"]),
        (page(above="<div itemscope itemtype='http://schema.org/Article'><span itemprop='author'"
              " itemscope itemtype='http://schema.org/Person'>"
              "<span itemprop='name'>Jane Zhou</span></span></div>"), ["Jane Zhou"]),
        (page(above=H1 + "<a rel='author' href='/jane'>Jane Zhou</a>"), ["Jane Zhou"]),
        (page(above=H1 + "<div class='byline'>By <a>Jane Zhou</a> and <a>Ali Omar</a></div>"),
         ["Jane Zhou", "Ali Omar"]),
        (page(above=H1 + "<div class='byline'><div>By Jane Zhou</div><div>Norvik Bureau</div>"
              "<div>March 6, 2022</div></div>"), ["Jane Zhou"]),
        (page(above=H1 + "<p>By Jane Zhou | The Coast Daily</p>"), ["Jane Zhou"]),
        (page(above=H1 + "<p>By Jane Zhou on Sunday, March 6th, 2022</p>"), ["Jane Zhou"]),
        (page(above=H1 + "<p>Analysis by Jane Zhou, CNN Editor-at-large</p>"), ["Jane Zhou"]),
        (page(above=H1 + "<p>By Jane Zhou @janezhou • 5 min read</p>"), ["Jane Zhou"]),
        (page(above=H1 + "<p>Par Jeanne Dupont</p>"), ["Jeanne Dupont"]),
        (page(above=H1 + "<p>Von Hans von der Heide</p>"), ["Hans von der Heide"]),
        (page(above=H1 + "<p>Por José Ortega y Gasset</p>"), ["José Ortega y Gasset"]),
        (page(above=H1 + "<p>Автор: Иван Петров</p>"), ["Иван Петров"]),
        (page(above=H1 + "<p>記者 王大明／台北報導</p>"), ["王大明"]),
        (page(above=H1 + "<p>김민수 기자</p>"), ["김민수"]),
        (page(above=H1 + "<p>By the harbour, boats wait for spring.</p>"), []),
        (page(above=H1 + "<p>By March 6, 2022 the work must end.</p>"), []),
        (page(article(author=PERSON), H1 + "<p class='byline'>By Jane Zhou and Ali Omar</p>"),
         ["Jane Zhou", "Ali Omar"]),
        (page(article(author=PERSON), H1 + "<p class='byline'>By Eve Adams</p>"), ["Jane Zhou"]),
        (page(above=H1, below="<div class='comments'><a rel='author'>Troll One</a></div>"), []),
        (page(article(author={"@type": "Person", "name": "Jane\u202e Zh\u200bou"})), ["Jane Zhou"]),
        (page(article(author={"@type": "Person", "name": "<b>Jane</b> Zhou"})), ["Jane Zhou"]),
        (page(article(author=None)), []),
        (page(article(author=7)), []),
    ],
)  # fmt: skip
def test_the_authors_are_the_people_that_the_page_names(html: str, authors: list[str]) -> None:
    assert list(told(html).authors) == authors


@pytest.mark.parametrize(
    ("html", "body", "credits"),
    [
        (page(article(author={"@type": "Organization", "name": "Reuters"})), BODY, ["Reuters"]),
        (page(article(author="Reuters")), BODY, ["Reuters"]),
        (page(article(author=PERSON, sourceOrganization={"name": "ProPublica"})), BODY,
         ["ProPublica"]),
        (page(meta("author", "Jane Zhou, Associated Press")), BODY, ["Associated Press"]),
        (page(above=H1 + "<p>By Jane Zhou | Associated Press</p>"), BODY, ["Associated Press"]),
        (page(above=H1 + "<p class='byline'>Jane Zhou, AP Business Writer</p>"), BODY, ["AP"]),
        (page(), ("NORVIK, March 6 (Reuters) - " + BODY[0], *BODY[1:]), ["Reuters"]),
        (page(), ("Reuters — " + BODY[0], *BODY[1:]), ["Reuters"]),
        (page(), ("NORVIK (AP) — " + BODY[0], BODY[1], "© 2022 Associated Press."), ["AP"]),
        (page(), (*BODY, "© 2022 AFP"), ["AFP"]),
        (page(), (*BODY, "This article was originally published by The Island Post. Read the"
                  " original article."), ["The Island Post"]),
        (page(), (*BODY, "This story was originally published by The Coast Review on its site."),
         ["The Coast Review"]),
        (page(), (*BODY, "This article was originally published on March 6, 2022."), []),
        (page(), (*BODY, "This article was originally published in English."), []),
        (page(SITE), (*BODY, "This story first appeared on The Coast Daily."), []),
        (page(), ("PAP — the port authority of Poland — said it will close.", BODY[1]), []),
        (page(), ("CNA students visited the harbour of Norvik on Sunday.", BODY[1]), []),
        (page(meta("author", "Ani Petrova")), BODY, []),
        (page(), (BODY[0], BODY[1] + " (Reporting by Jane Zhou; editing by Ali Omar)"), []),
        (page(SITE), BODY, []),
    ],
)  # fmt: skip
def test_the_credits_are_the_agencies_that_the_page_names(
    html: str, body: tuple[str, ...], credits: list[str]
) -> None:
    assert list(told(html, body).credits) == credits


def test_a_mark_of_an_agency_leaves_the_text_and_is_kept_as_its_credit() -> None:
    body = (BODY[0], BODY[1] + " (TASS)")
    draft = told(page(body=body), body)
    assert draft.text == "\n\n".join(BODY[:2])
    assert draft.credits == ("TASS",)
    assert "TASS" in draft.found["credits"]


def test_an_outlet_that_credits_itself_is_still_the_outlet() -> None:
    head = meta("og:site_name", "Reuters")
    draft = told(page(head), ("NORVIK, March 6 (Reuters) - " + BODY[0], BODY[1]))
    assert (draft.source, draft.credits) == ("Reuters", ("Reuters",))


LENT = article(publisher={"@type": "Organization", "name": "Associated Press"})


def test_an_agency_on_the_host_of_another_outlet_is_its_credit_and_not_the_outlet() -> None:
    draft = told(page(LENT + meta("og:site_name", "Norvik Local")), url="https://norviklocal.com/a")
    assert (draft.source, draft.credits) == ("Norvik Local", ("Associated Press",))
    assert draft.found["credits"] == "JSON-LD publisher"


@pytest.mark.parametrize("site", ["", meta("og:site_name", "Associated Press")])
def test_an_agency_that_alone_is_named_as_the_outlet_is_the_outlet(site: str) -> None:
    draft = told(page(LENT + site), url="https://norviklocal.com/a")
    assert (draft.source, draft.credits) == ("Associated Press", ())
