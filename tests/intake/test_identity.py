"""Canonical addresses: what folds into one, what must not, and that folding is stable."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.intake.identity import canonical_url

STORY = "https://www.paper.example/2022/story"

FOLDED = [
    # AMP: its paths, files, parameters and hosts, and the caches that serve it.
    ("https://www.paper.example/2022/story/amp", STORY),
    ("https://www.paper.example/2022/story/amp/", STORY),
    ("https://www.paper.example/2022/story?amp", STORY),
    ("https://www.paper.example/2022/story?amp=1", STORY),
    ("https://www.paper.example/2022/story?outputType=amp", STORY),
    ("https://www.paper.example/2022/story.amp", STORY),
    ("https://www.paper.example/2022/story.amp.html", STORY + ".html"),
    ("https://www.paper.example/2022/story.html?id=5&amp=1", STORY + ".html?id=5"),
    ("https://amp.paper.com/story", "https://www.paper.com/story"),
    ("https://www-paper-com.cdn.ampproject.org/c/s/www.paper.com/story/amp", "https://www.paper.com/story"),
    ("https://my--paper-com.cdn.ampproject.org/v/s/my-paper.com/a?usqp=mq331", "https://my-paper.com/a"),
    ("https://cdn.ampproject.org/c/paper.com/story", "http://paper.com/story"),
    ("https://www.google.com/amp/s/www.paper.com/story.amp.html", "https://www.paper.com/story.html"),
    ("https://www.google.com/amp/s/amp.paper.com/story?a=1", "https://www.paper.com/story?a=1"),
    # Hosts for phones.
    ("https://m.paper.com/story", "https://www.paper.com/story"),
    ("https://mobile.paper.co.uk/story", "https://www.paper.co.uk/story"),
    ("https://touch.paper.com/story", "https://www.paper.com/story"),
    ("https://m.sport.paper.com/story", "https://sport.paper.com/story"),
    ("https://en.m.wikipedia.org/wiki/Amp", "https://en.wikipedia.org/wiki/Amp"),
    # One page at many spellings.
    ("http://paper.com:80/a/", "http://paper.com/a"),
    ("https://PAPER.com:443/a//", "https://paper.com/a"),
    ("https://paper.com/a/index.html", "https://paper.com/a"),
    ("https://paper.com/index.htm", "https://paper.com"),
    ("https://paper.com/a#section-2", "https://paper.com/a"),
    ("https://paper.com/a/../b/./c", "https://paper.com/b/c"),
    ("https://paper.com/../a", "https://paper.com/a"),
    ("https://paper.com/%7Ejane/%c3%a4%41", "https://paper.com/~jane/%C3%A4A"),
    ("https://paper.com/a%2fb", "https://paper.com/a%2Fb"),
    ("https://paper.com/100%", "https://paper.com/100%25"),
    ("https://paper.com/a b", "https://paper.com/a%20b"),
    ("https://paper.com/a?", "https://paper.com/a"),
    ("https://paper.com/a?&&b=1&", "https://paper.com/a?b=1"),
    # The reader's way to it.
    ("https://paper.com/a?utm_source=x&utm_medium=y", "https://paper.com/a"),
    ("https://paper.com/a?id=7&at_campaign=64&at_medium=RSS", "https://paper.com/a?id=7"),
    ("https://paper.com/a?q=a+b&fbclid=1&r=c%20d", "https://paper.com/a?q=a+b&r=c%20d"),
    ("https://paper.com/a?__twitter_impression=true", "https://paper.com/a"),
]  # fmt: skip

KEPT = [
    # The twins of the above that name another page.
    "https://paper.com/amp-company-news",
    "https://paper.com/amp",
    "https://paper.com/amp/fender-twin",
    "https://paper.com/example",
    "https://paper.com/guitar-amp",
    "https://paper.com/a?id=amp",
    "https://paper.com/a?amp=fender",
    "https://paper.com/a?amps=1",
    "https://paper.com/a?output=pdf",
    "https://amp.com/story",
    "https://ampere.paper.com/story",
    "https://m.com/story",
    "https://m.co.uk/story",
    "https://mobile.de/story",
    "https://m.blogspot.com/story",
    "https://x.m.co.uk/story",
    "https://mm.paper.com/story",
    "https://touchstone.paper.com/story",
    "https://www.google.com/search?q=amp",
    "https://www.google.com/amp/story",
    "https://evil.cdn.ampproject.org/c/s/www.paper.com/story",
    "https://cdn.ampproject.org.paper.com/c/s/other.com/story",
    "https://paper.com/amp/s/other.com/story",
    "https://paper.com/my-index.html",
    "https://paper.com/index.html/more",
    "https://paper.com/index.php?id=5",
    "https://paper.com:8080/a",
    "https://paper.com/a?b=2&a=1",
    "https://paper.com/a?utm=1",
    "https://paper.com/a?ref=home",
    "https://paper.com/a//b",
    "https://paper.com/A",
    "https://paper.com/a%2Fb",
    "https://paper.com/a#!/story/5",
    "https://en.wikipedia.org/wiki/Amp",
    "http://[2001:db8::1]:8080/a",
]

REFUSED = [
    "https://paper.com/" + "a" * 9000,
    "https://pa per.com/",
    "mailto:a@paper.com",
    "https:///a",
]


@pytest.mark.parametrize(("url", "canonical"), FOLDED)
def test_the_forms_of_one_page_fold_into_its_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize("url", KEPT)
def test_what_only_looks_like_a_form_of_another_page_stays(url: str) -> None:
    assert canonical_url(url) == url


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_address_of_a_page_is_none(url: str) -> None:
    assert canonical_url(url) is None


PIECES = st.sampled_from(
    "https:// http:// m. amp. mobile. www. en. paper.com co.uk google.com cdn.ampproject.org / /amp"
    " /amp/s/ /c/s/ .amp .amp.html index.html /.. /. // ? & = amp=1 utm_a=1 id=amp # #! % %25 %7E"
    " %2e %41 %c3 %zz ä 中 + ; : @ :443 story ! ' [ ]".split()
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_a_canonical_address_is_its_own(tail: str) -> None:
    for url in (tail, "https://paper.com/" + tail, "https://m.paper.com" + tail):
        once = canonical_url(url)
        assert once is None or canonical_url(once) == once


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_path_and_query_are_folded_once_for_all(path: str, query: str) -> None:
    once = canonical_url(f"https://paper.com/{path}?{query}")
    assert once is None or canonical_url(once) == once


def test_an_address_carried_within_itself_many_times_is_still_one() -> None:
    assert canonical_url(
        "https://google.com/amp/s/" + "google.com/amp/s/" * 300 + "paper.com/a"
    ) == ("https://paper.com/a")
