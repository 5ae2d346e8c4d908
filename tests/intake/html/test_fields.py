"""Title, outlet, address and language as a page gives them."""

from __future__ import annotations

import pytest

from .fieldpages import BODY, article, ld, meta, page, told

H1 = "<h1>Norvik harbour to close for repairs</h1>"
TITLE = "Norvik harbour to close for repairs"


@pytest.mark.parametrize(
    "html",
    [
        page(above=H1),
        page("<title>Norvik harbour to close for repairs | The Coast Daily</title>", H1),
        page("<title>The Coast Daily » Norvik harbour to close for repairs</title>", H1),
        page("<title>Norvik harbour to close for repairs - The Coast Daily</title>"
             + meta("og:site_name", "The Coast Daily")),
        page("<title>Norvik harbour to close for repairs | News | The Coast Daily</title>"
             + meta("og:site_name", "The Coast Daily") + meta("og:title", TITLE)),
        page(meta("og:title", "Norvik harbour to close for rep...") , H1),
        page(meta("og:title", "Norvik harbour to close for rep…") + f"<title>{TITLE}</title>"),
        page(article(headline=TITLE)),
        page(article(headline="Norvik harbour <em>to close</em> for repairs")),
        page(meta("og:title", TITLE), "<h1>The Coast Daily</h1>" + "<h2>" + TITLE + "</h2>"),
        page(meta("og:site_name", "Coast") + meta("og:title", TITLE + " | Coast"), ""),
        page("", "<div itemscope itemtype='https://schema.org/NewsArticle'>"
             f"<span itemprop='headline'>{TITLE}</span></div>"),
        page(f"<title>{TITLE}</title><svg><title>Menu</title></svg>", "<h1>Subscribe</h1>"),
        page("<title>undefined</title>" + meta("og:title", "{{article.title}}"), H1),
        page("", "<h1><script>alert('Norvik')</script>Norvik harbour to close for repairs</h1>"),
        page("", "<h1>Norvik har\u200bbour to close for\u202e repairs</h1>"),
        page(meta("og:title", TITLE),
             "<h1><span>Winter storms</span><span>" + TITLE + "</span></h1>"),
        page("", "<h1><span>Norvik harbour</span> <b>to close</b> for repairs</h1>"),
        page(f"<title>{TITLE}</title>", "<h1>Norvik harbour<br>to close for repairs</h1>"),
        page(article(headline="Harbour works: what Norvik residents should know"),
             H1 + "<p>By Jane Zhou</p><time datetime='2022-03-06'>6 March 2022</time>"),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_that_a_reader_sees(html: str) -> None:
    draft = told(html)
    assert draft.title == TITLE
    assert draft.found["title"]


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("Fish &amp;amp; chips: prices rise in Norvik", "Fish & chips: prices rise in Norvik"),
        ("Norvik&amp;#8217;s harbour is to close", "Norvik’s harbour is to close"),
        ("AT&amp;T opens an office in Norvik", "AT&T opens an office in Norvik"),
        ("5 &lt; 6: a lesson from Norvik", "5 < 6: a lesson from Norvik"),
    ],
)
def test_a_title_that_was_escaped_twice_is_read(escaped: str, plain: str) -> None:
    assert told(page(meta("og:title", escaped))).title == plain


@pytest.mark.parametrize(
    "html",
    [
        page(),
        page("<title></title>"),
        page("<title>404</title>"),
        page(meta("og:title", "null")),
        page(f"<title>{'x' * 1_000_000}</title>"),
        page("", f"<h1>{'word ' * 100}</h1>"),
    ],
)
def test_a_page_without_a_title_has_none(html: str) -> None:
    assert told(html).title is None


def test_a_dash_within_a_headline_is_no_outlet() -> None:
    head = "<title>Norvik - a town and its harbour in winter</title>"
    assert told(page(head)).title == "Norvik - a town and its harbour in winter"


@pytest.mark.parametrize(
    ("html", "source"),
    [
        (page(article(publisher={"@type": "Organization", "name": "The Coast Daily"})),
         "The Coast Daily"),
        (page(ld({"@graph": [
            {"@type": "NewsArticle", "headline": TITLE, "publisher": {"@id": "#org"}},
            {"@type": "Organization", "@id": "#org", "name": "Coast Daily"},
        ]})), "Coast Daily"),
        (page(meta("og:site_name", "The Coast Daily")), "The Coast Daily"),
        (page(meta("og:site_name", "The Coast Daily - Breaking news, sport and weather")),
         "The Coast Daily"),
        (page(meta("og:site_name", "The Coast Daily | coastdaily.com")), "The Coast Daily"),
        (page(meta("application-name", "Coast Daily")), "Coast Daily"),
        (page("", "<div itemscope itemtype='http://schema.org/NewsArticle'>"
              "<div itemprop='publisher' itemscope>"
              "<meta itemprop='name' content='Coast Daily'></div></div>"),
         "Coast Daily"),
        (page(f"<title>{TITLE} - The Coast Daily</title>",
              below="<footer>© 2022 The Coast Daily Company</footer>"), "The Coast Daily"),
        (page(meta("og:site_name", "undefined")), None),
        (page(meta("og:site_name", "Home")), None),
        (page(meta("twitter:site", "@coastdaily")), None),
        (page(), None),
        (page(f"<title>{TITLE} - a report</title>"), None),
    ],
)  # fmt: skip
def test_the_source_is_the_outlet_that_the_page_names(html: str, source: str | None) -> None:
    assert told(html).source == source


@pytest.mark.parametrize(
    ("html", "url", "source"),
    [
        (page(f"<title>{TITLE} - The Coast Daily</title>"),
         "https://www.coastdaily.com/a", "The Coast Daily"),
        (page(f"<title>{TITLE} - The Norvik Times</title>"),
         "https://www.nvtimes.com/a", None),
        (page(f"<title>{TITLE} - The Norvik Times</title>"),
         "https://www.ntimes.com/a", "The Norvik Times"),
        (page(article(headline=TITLE, publisher={"name": "CD News Service"})
              + f"<title>{TITLE} | Coast Daily</title>"),
         "https://www.coastdaily.com/a", "Coast Daily"),
        (page(below="<p>© 2022 Coast Daily. All rights reserved.</p>"),
         "https://www.coastdaily.com/a", "Coast Daily"),
        (page(below="<p>© 2022 A Big Holding. All rights reserved.</p>"),
         "https://www.coastdaily.com/a", None),
        (page(), "https://www.coastdaily.com/a", None),
    ],
)  # fmt: skip
def test_a_name_that_the_host_repeats_is_the_outlets(
    html: str, url: str, source: str | None
) -> None:
    assert told(html, url=url).source == source


OWN = "https://www.coastdaily.com/2022/harbour"


@pytest.mark.parametrize(
    ("head", "url", "address"),
    [
        (f'<link rel="canonical" href="{OWN}">', OWN + "?utm_source=x", OWN),
        ('<link rel="canonical" href="/2022/harbour">', OWN + "?page=1", OWN),
        (f'<link rel="canonical" href="{OWN}">', "https://m.coastdaily.com/h/1", OWN),
        (meta("og:url", OWN), OWN + "/amp", OWN),
        (article(mainEntityOfPage={"@id": OWN}), OWN + "?a=1", OWN),
        ('<link rel="canonical" href="https://other.com/story">', OWN, OWN),
        ('<link rel="canonical" href="https://evil.co.uk/a">', "https://coast.co.uk/a",
         "https://coast.co.uk/a"),
        ('<link rel="canonical" href="https://b.blogspot.com/a">', "https://a.blogspot.com/a",
         "https://a.blogspot.com/a"),
        ('<link rel="canonical" href="https://www.coastdaily.com/">', OWN, OWN),
        ('<link rel="canonical" href="javascript:alert(1)">', OWN, OWN),
        ('<link rel="canonical" href="https://[::1">', OWN, OWN),
        ('<link rel="canonical" href="">', OWN, OWN),
        ("", OWN + "/", OWN),
        (f'<link rel="canonical" href="{OWN}">', None, OWN),
        ('<link rel="canonical" href="https://www.coastdaily.com/">', None, None),
        ('<link rel="canonical" href="/2022/harbour">', None, None),
        ("", None, None),
    ],
)  # fmt: skip
def test_a_page_may_name_only_an_address_of_its_own_site(
    head: str, url: str | None, address: str | None
) -> None:
    assert told(page(head), url=url).url == address


def test_a_saved_page_has_the_address_that_its_browser_wrote_down() -> None:
    html = page().replace("<html>", f"<!-- saved from url=({len(OWN):04}){OWN} -->\n<html>")
    assert told(html).url == OWN


SPANISH = (
    "El puerto de la ciudad permanecerá cerrado durante la primavera por obras de reparación.",
    "Los barcos de pesca se trasladarán a la dársena del sur hasta que termine el nuevo dique.",
)


@pytest.mark.parametrize(
    ("html", "body", "language"),
    [
        (page(lang="en-GB"), BODY, "en"),
        (page(lang="en", body=SPANISH), SPANISH, "es"),
        (page(meta("og:locale", "de_DE"), body=["Kurz."]), ["Kurz."], "de"),
        (page(article(inLanguage="fr", headline="Bref"), body=["Bref."]), ["Bref."], "fr"),
        (page(lang="???", body=["Kurz."]), ["Kurz."], None),
        (page(body=["Kurz."]), ["Kurz."], None),
    ],
)
def test_the_text_tells_its_language_where_it_is_sure(
    html: str, body: tuple[str, ...], language: str | None
) -> None:
    assert told(html, body).language == language


def test_lines_above_the_text_that_repeat_the_fields_leave_it() -> None:
    body = (TITLE, "By Jane Zhou", "15:45 JST, March 6, 2022", *BODY)
    draft = told(page(above=H1, body=body), body)
    assert draft.text == "\n\n".join(BODY)
    assert draft.authors == ("Jane Zhou",)
    assert draft.published is not None
    assert draft.published.isoformat() == "2022-03-06T15:45:00+09:00"


def test_every_field_says_how_it_was_found() -> None:
    head = article(headline=TITLE, datePublished="2022-03-06", author={"name": "Jane Zhou"})
    draft = told(page(head + meta("og:site_name", "Coast Daily"), H1, lang="en"), url=OWN)
    assert draft.found["published"] == "JSON-LD datePublished"
    assert draft.found["authors"] == "JSON-LD author"
    assert draft.found["source"] == "meta og:site_name"
    assert draft.found["url"] == "the address it was fetched from"
    assert draft.found["language"] == "html lang"
