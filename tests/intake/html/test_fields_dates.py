"""When a page says that its article was published and changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from .fieldpages import BODY, article, ld, meta, page, told

H1 = "<h1>Norvik harbour to close for repairs</h1>"
TITLE = "Norvik harbour to close for repairs"
TIME = "2022-03-06T15:45:00+09:00"


def item(inner: str, kind: str = "NewsArticle") -> str:
    return f"<div itemscope itemtype='https://schema.org/{kind}'>{inner}</div>"


@pytest.mark.parametrize(
    ("html", "published"),
    [
        # JSON-LD in its many shapes.
        (page(article(datePublished=TIME)), TIME),
        (page(article(datePublished="2022-03-06")), "2022-03-06"),
        (page(article(datePublished="2022-03-06T15:45:00")), "2022-03-06"),
        (page(ld([{"@type": "BreadcrumbList"}, {"@type": "Article", "datePublished": TIME}])),
         TIME),
        (page(ld({"@graph": [{"@type": "WebSite"}, {"@type": ["Article", "NewsArticle"],
              "headline": TITLE, "datePublished": TIME}]})), TIME),
        (page(ld({"@type": "WebPage", "mainEntity": {"@type": "NewsArticle",
              "datePublished": TIME}})), TIME),
        (page(ld({"@type": "ReportageNewsArticle", "datePublished": TIME})), TIME),
        (page(ld({"@type": "LiveBlogPosting", "datePublished": TIME, "liveBlogUpdate": [
            {"@type": "BlogPosting", "datePublished": "2022-03-09T01:00:00Z"}]})), TIME),
        (page(ld({"@type": "WebPage", "datePublished": TIME})), TIME),
        # Broken JSON.
        (page(f'<script type="application/ld+json">{{"@type":"Article","datePublished":"{TIME}",}}'
              "</script>"), TIME),
        (page('<script type="application/ld+json">{"@type":"Article","headline":"a\nb",'
              f'"datePublished":"{TIME}"}}</script>'), TIME),
        (page('<script type="application/ld+json"><!-- {"@type":"Article",'
              f'"datePublished":"{TIME}"}} --></script>'), TIME),
        (page('<script type="application/ld+json">//<![CDATA[\n{"@type":"Article",'
              f'"datePublished":"{TIME}"}}\n//]]></script>'), TIME),
        (page('<script type="application/ld+json">{"@type":"Article","headline":"a "quoted" word",'
              f'"datePublished":"{TIME}"}}</script>'), TIME),
        (page('<script type="application/ld+json">{&quot;@type&quot;:&quot;Article&quot;,'
              f'&quot;datePublished&quot;:&quot;{TIME}&quot;}}</script>'), TIME),
        # The one about this page.
        (page(article(headline="Another story altogether, from 2019", url="https://a.com/other",
                      datePublished="2019-01-01")
              + article(headline=TITLE, datePublished=TIME), H1), TIME),
        (page(article(headline="Harbour works from spring", url="http://coast.com/a",
                      datePublished=TIME) + '<link rel="canonical" href="https://www.coast.com/a">',
              H1), TIME),
        (page(ld({"@type": "ItemList", "itemListElement": [
            {"@type": "NewsArticle", "datePublished": "2019-01-01"}]}) + meta("date", TIME)), TIME),
        # Meta elements.
        (page(meta("article:published_time", TIME)), TIME),
        (page(meta("datePublished", TIME)), TIME),
        (page(meta("parsely-pub-date", TIME)), TIME),
        (page(meta("sailthru.date", "2022-03-06 15:45:00 +0900")), TIME),
        (page(meta("DC.date.issued", "2022-03-06")), "2022-03-06"),
        (page(meta("citation_publication_date", "2022/03/06")), "2022-03-06"),
        (page(meta("pubdate", "Sun, 06 Mar 2022 15:45:00 +0900")), TIME),
        (page(meta("pubdate", "Sun Mar 06 15:45:00 +0900 2022")), TIME),
        (page(meta("date", "Sun Mar 06 2022 15:45:00 GMT+0900 (Japan Standard Time)")), TIME),
        (page(meta("pubdate", "20220306")), "2022-03-06"),
        # Microdata, RDFa, h-entry.
        (page(above=item(f"<meta itemprop='datePublished' content='{TIME}'>")), TIME),
        (page(above=item(f"<time itemprop='datePublished' datetime='{TIME}'>Sunday</time>")), TIME),
        (page(above=f"<span property='schema:datePublished' content='{TIME}'>Sunday</span>"), TIME),
        (page(above=H1 + f"<time class='dt-published' datetime='{TIME}'>Sunday</time>"), TIME),
        (page(above=H1 + f"<abbr class='published' title='{TIME}'>Sunday</abbr>"), TIME),
        # What a reader sees.
        (page(above=H1 + "<div>15:45 JST, March 6, 2022</div>"), TIME),
        (page(above=H1 + "<p>By Jane Zhou | March 6, 2022</p>"), "2022-03-06"),
        (page(above=H1 + "<span class='date'>6 mars 2022</span>"), "2022-03-06"),
        (page(above=H1 + "<p>6. März 2022</p>"), "2022-03-06"),
        (page(above=H1 + "<p>Publicado el 6 de marzo de 2022</p>"), "2022-03-06"),
        (page(above=H1 + "<p>6 марта 2022, 15:45</p>"), "2022-03-06"),
        (page(above=H1 + "<p>2022年3月6日 15:45</p>"), "2022-03-06"),
        (page(above=H1 + "<p>6 marca 2022</p>"), "2022-03-06"),
        (page(above=H1 + "<p>6 Mart 2022</p>"), "2022-03-06"),
        (page(above=H1 + "<p>6 مارس 2022</p>"), "2022-03-06"),
        (page(above=H1 + "<p>Published March 6, 2022 | Updated March 9, 2022</p>"), "2022-03-06"),
        (page(above=H1, below="<p>First published: March 6, 2022</p>"), "2022-03-06"),
        (page(above=H1 + "<p>Updated 9 March 2022 / Original 6 March 2022</p>"), "2022-03-06"),
        # The more exact of two that agree.
        (page(article(datePublished="2022-03-06") + meta("article:published_time", TIME)), TIME),
        (page(article(datePublished="2022-03-05T23:30:00-08:00"),
              H1 + "<p>March 6, 2022</p>"), "2022-03-05T23:30:00-08:00"),
        (page(article(datePublished="2022-03-06") + meta("date", "2022-03-09")), "2022-03-06"),
    ],
)  # fmt: skip
def test_the_date_of_publication_is_read(html: str, published: str) -> None:
    draft = told(html)
    assert draft.published is not None
    assert draft.published.isoformat() == published


@pytest.mark.parametrize(
    "html",
    [
        page(),
        page(meta("date", "1646549100")),
        page(meta("date", "1646549100000")),
        page(meta("article:published_time", "1970-01-01T00:00:00Z")),
        page(meta("article:published_time", "0001-01-01T00:00:00Z")),
        page(meta("article:published_time", "2150-01-01T00:00:00Z")),
        page(meta("article:published_time", "{{published}}")),
        page(meta("article:published_time", "undefined")),
        page(meta("article:published_time", "03/06/2022")),
        page(meta("article:modified_time", TIME)),
        page(article(dateModified=TIME)),
        page(above=H1 + "<p>Updated March 6, 2022</p>"),
        page(above=H1 + "<p>Updated</p><p>March 6, 2022</p>"),
        page(above=H1 + "<p>03/06/2022</p>"),
        page(above=H1 + "<p>11/12/09</p>"),
        page(above=H1, below="<footer>© 2022 Coast Daily. March 6, 2022</footer>"),
        page(above=H1, below="<div class='comments'><time datetime='2022-03-06'>x</time></div>"),
        page(above=H1, below="<aside><time datetime='2022-03-06'>6 March 2022</time></aside>"),
        page(above=H1, below="<div class='related-posts'><p>March 6, 2022</p></div>"),
        page(above=H1,
             below=item("<meta itemprop='datePublished' content='2022-03-06'>", "Comment")),
        page(above=H1 + "<p>Jane Doe speaks in Norvik on March 6, 2019. (Photo: Coast/AFP)</p>"),
        page(above=H1, below="<p>The vote of March 6, 2022 was close.</p>"),
        page(article(headline="Another story altogether", url="https://a.com/other",
                     datePublished=TIME) + meta("og:url", "https://a.com/this"), H1),
    ],
)  # fmt: skip
def test_what_is_no_date_of_publication_is_none(html: str) -> None:
    assert told(html).published is None


@pytest.mark.parametrize(
    ("url", "published"),
    [
        ("https://coast.com/2022/03/06/harbour", "2022-03-06"),
        ("https://coast.com/news/2022/mar/06/harbour", "2022-03-06"),
        ("https://coast.com/news/2022-03-06/harbour", "2022-03-06"),
        ("https://coast.com/news/harbour-20220306", "2022-03-06"),
        ("https://coast.com/news/20220306/harbour.html", "2022-03-06"),
        ("https://coast.com/2022/03/harbour", None),
        ("https://coast.com/2022/13/06/harbour", None),
        ("https://coast.com/story-12345678", None),
        ("https://coast.com/id/20229999", None),
        ("https://coast.com/harbour?v=20220306123", None),
    ],
)
def test_an_address_gives_the_day_it_names(url: str, published: str | None) -> None:
    found = told(page(above=H1), url=url).published
    assert (found.isoformat() if found else None) == published


@pytest.mark.parametrize(
    ("html", "url", "published"),
    [
        # What decides that 03/06/2022 is the sixth of March, or the third of June.
        (page(above=H1 + "<p>03/06/2022</p>"), "https://coast.com/2022/03/06/a", "2022-03-06"),
        (page(above=H1 + "<p>03/06/2022</p>", below="<p>25/06/2022</p>"), None, "2022-06-03"),
        (page(above=H1 + "<p>03/06/2022</p>", below="<p>06/25/2022</p>"), None, "2022-03-06"),
        (page(above=H1 + "<p>03/06/2022</p>", below="<p>06/25/2022</p><p>25/06/2022</p>"),
         None, None),
        (page(above=H1 + "<p>03/06/2022</p>"), "https://coast.co.uk/a", "2022-06-03"),
        (page(above=H1 + "<p>03/06/2022</p>", lang="fr"), None, "2022-06-03"),
        (page(above=H1 + "<p>03/06/2022</p>", lang="en"), "https://coast.com/a", None),
        (page(above=H1 + "<p>11/19/19 06:56 AM EST</p>"), None, "2019-11-19"),
        # The address decides between two that differ.
        (page(article(datePublished="2022-05-01") + meta("article:published_time", TIME)),
         "https://coast.com/2022/03/06/a", TIME),
        (page(article(datePublished=TIME)), "https://coast.com/2019/01/01/a", TIME),
    ],
)  # fmt: skip
def test_another_signal_decides_between_two_readings(
    html: str, url: str | None, published: str | None
) -> None:
    found = told(html, url=url).published
    assert (found.isoformat() if found else None) == published


@pytest.mark.parametrize(
    ("html", "modified"),
    [
        (page(article(datePublished="2022-03-06", dateModified="2022-03-09T10:00:00Z")),
         "2022-03-09T10:00:00+00:00"),
        (page(article(datePublished=TIME, dateModified=TIME)), None),
        (page(article(datePublished=TIME, dateModified="2021-01-01")), None),
        (page(meta("article:modified_time", "2022-03-09")), "2022-03-09"),
        (page(above=H1 + "<p>Published March 6, 2022 | Updated March 9, 2022</p>"), "2022-03-09"),
        (page(above=H1 + "<p>Last updated: 9 March 2022</p>"), "2022-03-09"),
        (page(above=H1 + "<p>Updated 9 March 2022 / Original 6 March 2022</p>"), "2022-03-09"),
        (page(above=H1 + "<p>Aktualisiert am 9. März 2022</p>"), "2022-03-09"),
        (page(above=H1 + "<p>March 6, 2022</p>"), None),
    ],
)  # fmt: skip
def test_the_last_change_is_read_where_there_was_one(html: str, modified: str | None) -> None:
    found = told(html).modified
    assert (found.isoformat() if found else None) == modified


def test_a_dateline_says_where_it_was_found() -> None:
    draft = told(page(above=H1 + "<p>15:45 JST, March 6, 2022</p>"))
    assert draft.found["published"] == "dateline “15:45 JST, March 6, 2022”"
    assert told(page(), BODY, "https://a.com/2022/03/06/b").found["published"] == "the address"


STORY = H1 + '<div class="info">{}</div>'


@pytest.mark.parametrize(
    ("html", "published"),
    [
        # Counted since 1970, in fields that are only for publication.
        (page(article(datePublished=1646549100)), "2022-03-06T06:45:00+00:00"),
        (page(meta("article.published", "1646549100000")), "2022-03-06T06:45:00+00:00"),
        (page(meta("publishdate", "20220306154500")), "2022-03-06"),
        (page(above=H1 + '<span class="date" data-timestamp="1646549100">a while ago</span>'),
         "2022-03-06T06:45:00+00:00"),
        # Names of meta elements that no list has.
        (page(meta("x:publication-date", "2022-03-06")), "2022-03-06"),
        (page(meta("article_date", "2022-03-06")), "2022-03-06"),
        # What a reader sees, in many languages and shapes.
        *((page(above=STORY.format(words)), "2022-03-06") for words in (
            "06-Mar-22", "Mar. 6, '22", "6. 3. 2022", "2022. 3. 6.",
            "So, 6. Mrz 2022", "２０２２年３月６日", "令和4年3月6日", "民國111年3月6日",
            "٦ مارس ٢٠٢٢", "الأحد، 6 مارس، 2022", "6 مارس/ آذار 2022", "6 במרץ 2022",
            "৬ মার্চ ২০২২", "6 மார்ச் 2022", "6 มีนาคม 2565", "6 มี.ค. 2565",
            "6. ožujka 2022.", "06 Μαρ 2022", "2022 m. kovo 6 d.", "2022. gada 6. marts",
            "6 मार्च 2022", "zo 6 mrt 2022", "6 наурыз 2022",
        )),
        (page(above=H1 + "<div>Mar</div><div>6</div><div>2022</div>"), "2022-03-06"),
        (page(above=H1 + "<time datetime='2022-03-09'>Updated March 9, 2022</time> "
              "<time datetime='2022-03-06'>March 6, 2022</time>"), "2022-03-06"),
        (page(above=H1 + "<div class='related'><p>Jan 3, 2021 Another story</p></div>"
              "<p>March 6, 2022</p>"), "2022-03-06"),
        # What scripts state, where they are of one mind.
        (page('<script>window.page = {"publishedAt": "2022-03-06T06:45:00Z"}</script>', H1),
         "2022-03-06T06:45:00+00:00"),
    ],
)  # fmt: skip
def test_less_usual_dates_of_publication_are_read(html: str, published: str) -> None:
    draft = told(html)
    assert draft.published is not None
    assert draft.published.isoformat() == published


def test_scripts_that_state_two_days_date_nothing() -> None:
    two = '{"publishedAt": "2022-03-06T06:45:00Z"}, {"publishedAt": "2021-03-06T06:45:00Z"}'
    assert told(page(f"<script>window.pages = [{two}]</script>", H1)).published is None


@pytest.mark.parametrize(
    "mast",
    [
        "<header>{}</header>",
        "<div class='masthead'><span class='current-date'>{}</span></div><nav><a>News</a></nav>",
        "<div class='top'>{}</div>",
    ],
)
def test_the_day_of_the_visit_above_the_headline_dates_nothing(mast: str) -> None:
    today = datetime.now(UTC).date()
    shown = mast.format(f"{today:%A}, {today:%B} {today.day}, {today.year}")
    assert told(page(above=f"{shown}{H1}")).published is None
    # Below the headline it is the article's own, and so is another day above it.
    assert told(page(above=f"{H1}<p>{today:%B} {today.day}, {today.year}</p>")).published == today
    early = mast.format("Sunday, March 6, 2022")
    assert told(page(above=f"{early}{H1}")).published == date(2022, 3, 6)


def test_a_day_ahead_that_a_reader_sees_is_an_events() -> None:
    ahead = datetime.now(UTC).date() + timedelta(days=40)
    event = f"<p><time datetime='{ahead.isoformat()}'>The fair: {ahead:%B %d, %Y}</time></p>"
    assert told(page(above=H1, below=event)).published is None
