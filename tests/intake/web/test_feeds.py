"""What feeds say of their articles, in every dialect; and what is done to those that mean ill."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.intake.draft import Unreadable
from rag.intake.web import feeds
from rag.intake.web.discovery import discovered
from rag.intake.web.feeds import Entry, Feed, from_json, looks_like_feed, parsed, to_json

HOME = "https://news.example/feed/"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>The Bay &amp;amp; Harbour Post</title><link>/</link><language>en-GB</language>
<atom:link rel="self" href="https://news.example/feed/"/>
<item><title>Crews &lt;i&gt;walk&lt;/i&gt; out</title><link>/2022/03/crews?utm_source=rss</link>
 <guid isPermaLink="false">tag:news.example,2022:1</guid>
 <pubDate>Mon, 07 Mar 2022 15:45:00 +0900</pubDate>
 <dc:creator>Mara Lindt</dc:creator><dc:creator>Jo Okafor</dc:creator>
 <description>Ferry crews stopped work.</description>
 <content:encoded><![CDATA[<p>Ferry crews stopped work<br>on Monday.</p><style>p{}</style>
 <figure><img src="http://127.0.0.1/x"><figcaption>A boat</figcaption></figure>
 <p>They want more pay &amp; rest.</p><p>The post Crews walk out appeared first on Bay.</p>]]>
 </content:encoded></item>
<item><guid>https://news.example/2022/03/bridge</guid><dc:date>2022-03-08</dc:date>
 <author>desk@news.example (Ann Bee)</author><description>5 &amp;lt; 6, they say.</description>
 <enclosure url="https://news.example/a.mp3" type="audio/mpeg" length="1"/></item>
<item><title>Burnt</title><link>https://burner.example/~r/1</link>
 <feedburner:origLink>https://news.example/2022/03/burnt</feedburner:origLink>
 <pubDate>someday</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://zeitung.example/">
<title>Die Zeitung</title><link href="https://zeitung.example/"/><link rel="self" href="feed"/>
<entry><title type="html">Streik &amp;amp; Lohn</title><id>urn:uuid:1</id>
 <link rel="self" href="feed/1"/><link rel="alternate" href="artikel/1"/>
 <published>2022-03-07T06:45:00+01:00</published><updated>2022-03-07T09:00:00Z</updated>
 <author><name>Eva Muster</name></author><contributor><name>Nicht Gemeint</name></contributor>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Die <b>Fähre</b> steht.</p>
 <ul><li>Lohn</li><li>Ruhe</li></ul></div></content></entry>
<entry><title>Nur ein Satz</title><link href="https://zeitung.example/2"/>
 <updated>2022-03-08T09:00:00Z</updated><summary type="text">a &lt; b &amp; c</summary></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old</title><link>https://old.example/</link></channel>
<item rdf:about="https://old.example/1"><title>One</title><link>https://old.example/1</link>
<description>Text.</description><dc:date>2004-05-06T07:08:09+00:00</dc:date>
<dc:creator>By One</dc:creator></item></rdf:RDF>"""

OLD = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Caf\u00e9</title><link>https://old.example/</link>
<item><title>One &eacute;t&eacute;</title><link>https://old.example/1</link></item></channel></rss>"""


def rss(*items: str, head: str = "") -> bytes:
    return f'{head}<rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


def entry(markup: str) -> Entry:
    (found,) = parsed(rss(f"<item>{markup}</item>"), HOME).entries
    return found


def test_rss_is_read() -> None:
    feed = parsed(RSS.encode(), HOME)
    assert (feed.title, feed.home, feed.language) == (
        "The Bay & Harbour Post",
        "https://news.example/",
        "en",
    )
    tokyo = timezone(timedelta(hours=9))
    assert feed.entries == (
        Entry(
            url="https://news.example/2022/03/crews",
            link="https://news.example/2022/03/crews?utm_source=rss",
            title="Crews walk out",
            text="Ferry crews stopped work\non Monday.\n\nThey want more pay & rest.",
            whole=True,
            published=datetime(2022, 3, 7, 15, 45, tzinfo=tokyo),
            authors=("Mara Lindt", "Jo Okafor"),
            id="tag:news.example,2022:1",
        ),
        Entry(
            url="https://news.example/2022/03/bridge",
            link="https://news.example/2022/03/bridge",
            text="5 < 6, they say.",
            published=date(2022, 3, 8),
            authors=("Ann Bee",),
            id="https://news.example/2022/03/bridge",
        ),
        Entry(
            url="https://news.example/2022/03/burnt",
            link="https://news.example/2022/03/burnt",
            title="Burnt",
        ),
    )


def test_atom_is_read() -> None:
    feed = parsed(ATOM.encode(), "https://zeitung.example/feed")
    assert (feed.title, feed.home, feed.language) == (
        "Die Zeitung",
        "https://zeitung.example/",
        "de",
    )
    first, second = feed.entries
    assert (first.url, first.title) == ("https://zeitung.example/artikel/1", "Streik & Lohn")
    assert (first.text, first.whole) == ("Die Fähre steht.\n\nLohn\n\nRuhe", True)
    assert first.published == datetime(2022, 3, 7, 6, 45, tzinfo=timezone(timedelta(hours=1)))
    assert first.modified == datetime(2022, 3, 7, 9, tzinfo=UTC)
    assert first.authors == ("Eva Muster",)
    assert (second.text, second.whole) == ("a < b & c", False)
    assert (second.published, second.modified) == (None, datetime(2022, 3, 8, 9, tzinfo=UTC))


def test_rdf_is_read() -> None:
    (one,) = parsed(RDF.encode(), "https://old.example/rdf").entries
    assert (one.url, one.title, one.text) == ("https://old.example/1", "One", "Text.")
    assert one.published == datetime(2004, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_the_oldest_dialect_is_read_and_its_document_type_left_alone() -> None:
    feed = parsed(OLD.encode("latin-1"), "https://old.example/rss")
    assert (feed.title, feed.entries[0].title) == ("Café", "One été")


ENCODED = {
    "utf-8": RSS.encode(),
    "utf-8 with mark": RSS.encode("utf-8-sig"),
    "utf-16": RSS.replace("utf-8", "utf-16").encode("utf-16"),
    "utf-16 without mark": RSS.replace("utf-8", "utf-16").encode("utf-16-le"),
    "utf-32": RSS.encode("utf-32"),
    "wrongly declared": RSS.replace("utf-8", "us-ascii").encode(),
    "declared as no encoding": RSS.replace("utf-8", "unicode_escape").encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings_are_told_from_the_bytes(name: str) -> None:
    data = ENCODED[name].replace(b"Mara Lindt", b"Mara Lindt")
    assert parsed(data, HOME) == parsed(RSS.encode(), HOME)


def test_the_servers_word_on_the_encoding_comes_before_the_documents() -> None:
    data = rss("<title>Café</title>").decode().encode("latin-1")
    assert parsed(data, HOME, "iso-8859-1").title == "Café"


def test_a_feed_survives_the_way_between_processes() -> None:
    for data in (RSS, ATOM, RDF):
        feed = parsed(data.encode(), HOME)
        assert from_json(json.loads(json.dumps(to_json(feed)))) == feed
    assert from_json(to_json(Feed(None, None, None))) == Feed(None, None, None)


LINKS = {
    "https://news.example/a": "https://news.example/a",
    "  https://news.example/a\n": "https://news.example/a",
    "/a": "https://news.example/a",
    "a": "https://news.example/feed/a",
    "//other.example/a": "https://other.example/a",
    "mailto:desk@news.example": None,
    "javascript:alert(1)": None,
    "file:///etc/hostname": None,
    "https://user:word@news.example/": None,
    "http://[::1": None,
    "http:\\\\127.0.0.1\\": None,
    "": None,
}


@pytest.mark.parametrize(("link", "expected"), LINKS.items())
def test_links_become_absolute_or_none(link: str, expected: str | None) -> None:
    assert entry(f"<title>T</title><link>{link}</link>").link == expected


def test_a_guid_is_a_link_unless_it_says_that_it_is_none() -> None:
    assert entry("<guid>https://news.example/a</guid>").link == "https://news.example/a"
    assert entry('<guid isPermaLink="false">https://news.example/a</guid>').link is None
    assert entry("<guid>12345</guid><link>/b</link>").link == "https://news.example/b"


DATES = {
    "<pubDate>Mon, 07 Mar 2022 15:45:00 GMT</pubDate>": datetime(2022, 3, 7, 15, 45, tzinfo=UTC),
    "<pubDate>2022-03-07</pubDate>": date(2022, 3, 7),
    "<pubDate>Mon, 07 Mar 2022 15:45:00</pubDate>": date(2022, 3, 7),
    "<pubDate>03/06/2022</pubDate>": None,
    "<pubDate>yesterday</pubDate>": None,
    "": None,
}


@pytest.mark.parametrize(("markup", "expected"), DATES.items())
def test_dates_are_read_as_given_or_not_at_all(markup: str, expected: object) -> None:
    assert entry(f"<title>T</title>{markup}").published == expected


AUTHORS = {
    "<author>desk@news.example (Ann Bee)</author>": ("Ann Bee",),
    "<author>Ann Bee</author>": ("Ann Bee",),
    "<author>desk@news.example</author>": (),
    "<author>noreply@blog.example (Unknown)</author>": (),
    "<author>admin</author>": (),
    "": (),
}


@pytest.mark.parametrize(("markup", "expected"), AUTHORS.items())
def test_authors_are_names(markup: str, expected: tuple[str, ...]) -> None:
    assert entry(f"<title>T</title>{markup}").authors == expected


TEXTS = {
    "One.": "One.",
    "<p>One.</p><p>Two.</p>": "One.\n\nTwo.",
    "One.<br/><br/>Two.": "One.\n\nTwo.",
    "<b>One</b>, two.": "One, two.",
    "<p>One.</p><script>two()</script><iframe src='x'></iframe>": "One.",
    "<p>One.</p><p><a href='x'>Continue reading</a></p>": "One.",
    "<p>One.</p><p>The post One appeared first on Two.</p>": "One.",
    "<p>The post office burnt down.</p>": "The post office burnt down.",
    "<table><tr><td>One</td><td>two</td></tr></table>": "One two",
    "Zero\u200bwidth": "Zerowidth",
    "<p>&nbsp;One&nbsp;two</p>": "One two",
    "<p></p>": "",
    "<!-- One -->": "",
}


@pytest.mark.parametrize(("markup", "expected"), TEXTS.items())
def test_markup_becomes_canonical_paragraphs(markup: str, expected: str) -> None:
    assert entry(f"<description><![CDATA[{markup}]]></description>").text == expected


FEEDS = [RSS, ATOM, RDF, OLD, "\n <!-- c --> <rss version='2.0'></rss>", "\ufeff<feed xmlns='x'/>"]
NO_FEEDS = [
    "",
    "text",
    "<!DOCTYPE html><html><head><title>RSS feed</title></head></html>",
    "<html><body><rss></rss></body></html>",
    "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'></html>",
    "<?xml version='1.0'?><urlset></urlset>",
    "%PDF-1.4 <rss>",
    '{"version": "https://jsonfeed.org/version/1"}',
]


@pytest.mark.parametrize("text", FEEDS)
def test_a_feed_looks_like_one_whatever_the_server_calls_it(text: str) -> None:
    assert all(looks_like_feed(text.encode(), kind) for kind in (None, "text/html", "text/plain"))


@pytest.mark.parametrize("text", NO_FEEDS)
def test_what_is_no_feed_does_not(text: str) -> None:
    assert not looks_like_feed(text.encode(), "application/rss+xml")
    with pytest.raises(Unreadable):
        parsed(text.encode())


# Feeds that mean ill


LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(10))
REFUSED = {
    "entities in entities": f'<!DOCTYPE rss [<!ENTITY a0 "ha">{LAUGHS}]>',
    "one long entity": f'<!DOCTYPE rss [<!ENTITY a0 "{"x" * 100_000}">]>',
    "an entity that names a file": '<!DOCTYPE rss [<!ENTITY a0 SYSTEM "file:///etc/hostname">]>',
    "a parameter entity": '<!DOCTYPE rss [<!ENTITY % a0 SYSTEM "http://127.0.0.1/x"> %a0;]>',
    "an entity in small letters": '<!doctype rss [<!entity a0 "ha">]>',
    "an open document type": "<!DOCTYPE rss [",
}


@pytest.mark.parametrize("name", REFUSED)
def test_declared_entities_are_refused(name: str) -> None:
    body = "<item><title>T</title><description>&a0;&a10;</description></item>" * 100
    with pytest.raises(Unreadable, match=r"entities|no feed"):
        parsed(rss(body, head=REFUSED[name]))


def test_a_file_named_by_a_document_type_is_not_read() -> None:
    feed = parsed(rss("<title>T</title>", head='<!DOCTYPE rss SYSTEM "file:///etc/hostname">'))
    assert feed.title == "T"


OPEN = '<rss version="2.0"><channel><item><title>T</title><description>'
CLOSE = "</description></item></channel></rss>"


def read_or_refused(data: bytes) -> str | Feed:
    """The feed, or the reason why there is none; the feed survives the way between processes."""
    try:
        feed = parsed(data, HOME)
    except Unreadable as error:
        return error.reason
    assert from_json(json.loads(json.dumps(to_json(feed)))) == feed
    return feed


HOSTILE = {
    "deep in a text": f"{OPEN}{'<b>' * 10_000}deep{'</b>' * 10_000}{CLOSE}",
    "deep and open": f"{OPEN}{'<b>' * 10_000}deep",
    "deep in markup": f"{OPEN}<![CDATA[{'<div>' * 50_000}deep]]>{CLOSE}",
    "deep items": f'<rss version="2.0"><channel>{"<item>" * 10_000}',
    "deep channels": f'<rss version="2.0">{"<channel>" * 10_000}',
    "blank lines before": "\n" * 1_000_000 + OPEN + CLOSE,
    "comments before": "<!-- -->" * 100_000 + OPEN + CLOSE,
    "open comments": f"{OPEN}{'<!--' * 50_000}",
    "open sections": f"{OPEN}{'<![CDATA[' * 50_000}",
    "brackets": f"{OPEN}{'<' * 100_000}",
    "ampersands": f"{OPEN}{'&' * 100_000}{CLOSE}",
    "open attributes": OPEN + "<a " + 'a="' * 50_000,
    "declarations": f"{OPEN}{'<!' * 50_000}",
    "instructions": f"{OPEN}{'<?' * 50_000}",
    "namespaces": "<rss version='2.0'"
    + "".join(f" xmlns:a{n}='u{n}'" for n in range(400))
    + "></rss>",
    "tail that is none": f"{OPEN}<![CDATA[<p>{'The post ' * 10_000}</p>]]>{CLOSE}",
    "NULs": OPEN + "\0" * 10_000 + CLOSE,
    "controls": OPEN + "".join(map(chr, range(1, 32))) * 100 + CLOSE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_odd_feeds_are_read_or_refused_in_little_time(name: str) -> None:
    began = time.process_time()
    assert read_or_refused(HOSTILE[name].encode())
    assert time.process_time() - began < 10


def test_an_element_of_countless_attributes_is_refused() -> None:
    attributes = "".join(f" a{n}='b'" for n in range(100_000))
    with pytest.raises(Unreadable, match="attributes"):
        parsed(f"{OPEN}<b{attributes}>{CLOSE}".encode())


def test_a_long_picture_inside_a_text_is_no_reason_to_refuse() -> None:
    picture = f"<img src='data:image/png;base64,{'QUJD' * 5000}=='>"
    assert entry(f"<description><![CDATA[One.{picture}]]></description>").text == "One."


def test_entries_beyond_a_thousand_are_counted_and_not_read() -> None:
    feed = parsed(rss("<item><title>T</title></item>" * 1500))
    assert (len(feed.entries), feed.left_out) == (1000, 500)


def test_a_feed_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LARGEST", 1000)
    with pytest.raises(Unreadable, match="over 1000 bytes"):
        parsed(rss("<item><title>T</title></item>" * 100))


JUNK = st.binary(max_size=20) | st.sampled_from([b"<", b"]]>", b"<![CDATA[", b"&", b"\0"])


@settings(max_examples=200, deadline=None)
@given(cut=st.integers(0, len(RSS)), at=st.integers(0, len(RSS)), junk=JUNK)
def test_a_damaged_feed_is_read_or_refused(cut: int, at: int, junk: bytes) -> None:
    data = RSS.encode()[:cut]
    assert read_or_refused(data[:at] + junk + data[at:])


def test_a_namespace_with_blanks_in_its_name_is_refused() -> None:
    data = RSS.replace('xmlns:dc="http://', 'xmlns:dc="http://\u00a0', 1)
    assert read_or_refused(data.encode()) == "a feed whose XML is damaged"


# Feeds that pages offer

PAGE = b"""<html><head><base href="https://news.example/x/">
<link rel="alternate" type="application/rss+xml" title="News" href="feed">
<link rel="ALTERNATE home" type="Application/Atom+XML; charset=utf-8" href="/atom">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" type="application/rss+xml" href="feed">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/css">
</head><body></body></html>"""


def test_the_feeds_that_a_page_offers_are_named() -> None:
    assert discovered(PAGE, "https://news.example/a") == (
        "https://news.example/x/feed",
        "https://news.example/atom",
    )


@pytest.mark.parametrize("data", [b"", b"\0", b"text", b"<", b"<a>" * 50_000, b"\xff\xfe<\0"])
def test_a_page_that_offers_none_offers_none(data: bytes) -> None:
    assert discovered(data, "https://news.example/a") == ()
