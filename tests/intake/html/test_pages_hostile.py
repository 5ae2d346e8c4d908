"""Malformed, huge and hostile pages end as an article or with a reason, and never run away."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.intake.canonical import canonical
from rag.intake.draft import Hints, Limits, Unreadable
from rag.intake.html import draft
from rag.intake.html.blocks import MOST
from rag.intake.html.body import ELEMENTS
from rag.intake.html.page import parsed

from ..test_patterns import PUMPS, near_linear

MODULES = "archive article blocks body encoding evidence hints judging opinion page refusal".split()
PIECES = [
    *"html head body div p br table tr td th ul ol li dl dt dd a b i span section article".split(),
    *"main aside nav header footer figure figcaption h1 h2 pre code blockquote form input".split(),
    *"script style noscript template textarea title svg math iframe frameset frame font".split(),
]
TEXT = "The harbour authority will close its eastern pier, its director said on Tuesday evening. "

ODD = ["<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE html>", "<?xml", "?>", "<", ">", "</", "&#0;"]
ODD += ["&#xD800;", "&nbsp;", "&amp", "\0", "\ufeff", "\u202e", '<p itemprop="articleBody">']
ODD += ['<script type="application/ld+json">{"articleBody": "x', '<meta charset="utf-7">']


def made(data: bytes, charset: str | None = None) -> str | None:
    """The article's text; None where there is none and a reason is given."""
    try:
        return draft(data, Hints(charset=charset, url="https://example.org/a"), Limits()).text
    except Unreadable as error:
        if not error.reason.strip():
            raise
        return None


tags = st.one_of(
    st.sampled_from(PIECES).map(lambda tag: f"<{tag}>"),
    st.sampled_from(PIECES).map(lambda tag: f"</{tag}>"),
    st.tuples(st.sampled_from(PIECES), st.text(max_size=12)).map(
        lambda pair: f"<{pair[0]} class='{pair[1]}' style=\"display:none\">"
    ),
    st.sampled_from(ODD),
)
soups = st.lists(st.one_of(tags, st.text(max_size=40), st.just(TEXT * 2)), max_size=40).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(soups, st.sampled_from(["utf-8", "utf-16", "cp1251", "utf-16-le", "shift_jis"]))
def test_a_soup_of_tags_is_read_or_refused(soup: str, codec: str) -> None:
    text = made(soup.encode(codec, "replace"))
    if text is not None:
        assert text
        assert canonical(text) == text


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([None, "utf-8", "latin-1", "shift_jis", "utf-16", "rot13", "nonsense", ""]),
)
def test_any_bytes_are_read_or_refused(data: bytes, charset: str | None) -> None:
    for each in (data, b"<p>" + data + TEXT.encode(), b"MIME-Version: 1.0\nmultipart/" + data):
        made(each, charset)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 20_000), st.binary(max_size=6))
def test_a_page_cut_or_damaged_anywhere_is_read_or_refused(at: int, noise: bytes) -> None:
    page = f"<html><head><title>t</title></head><body><article><p>{TEXT * 9}</p></article>".encode()
    at %= len(page)
    made(page[:at] + noise)
    made(page[:at] + noise + page[at:])


def test_a_page_of_too_many_parts_is_refused_before_it_is_weighed() -> None:
    with pytest.raises(Unreadable, match="elements"):
        draft(b"<p>" + b"<i>a</i>" * (ELEMENTS + 1), Hints(), Limits())
    with pytest.raises(Unreadable, match="blocks"):
        draft(b"<li>a word" * (MOST + 1), Hints(), Limits())
    with pytest.raises(Unreadable, match="characters"):
        draft(b"<p>" + b"a word. " * 600_000, Hints(), Limits())


def test_a_long_page_on_one_line_is_read() -> None:
    parts = [f"<p>{number}. {TEXT}</p>" for number in range(3_000)]
    text = made(f"<article>{''.join(parts)}</article>".encode())
    assert text is not None
    assert text.count("\n\n") == 2_999


@pytest.mark.parametrize("opened", ["<div>", "<b>", "<ul><li>", "<blockquote>", "<span><div>"])
def test_deep_nesting_within_the_limit_is_read(opened: str) -> None:
    page = opened * (900 // opened.count("<")) + f"<p>{TEXT * 4}</p>"
    assert (made(page.encode()) or "").startswith(TEXT.strip())


def test_what_json_hides_in_depth_is_passed_over() -> None:
    for bomb in ("[" * 100_000, '{"a":' * 100_000, '{"articleBody":' + "[" * 50_000):
        page = f'<script type="application/ld+json">{bomb}articleBody</script><p>{TEXT * 4}</p>'
        assert (made(page.encode()) or "").startswith(TEXT.strip())


def test_the_tree_of_a_page_stays_as_it_was() -> None:
    from lxml import etree

    from rag.intake.html.body import paragraphs, seen

    page = parsed(f"<article><!-- c --><h1>T</h1><p>{TEXT * 4}</p><aside>x</aside>".encode())
    before = etree.tostring(page.tree)
    assert paragraphs(seen(page, Limits()))
    assert etree.tostring(page.tree) == before


def patterns() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    for name in MODULES:
        module = importlib.import_module(f"rag.intake.html.{name}")
        source = inspect.getsource(module)
        for key, value in vars(module).items():
            searched = bool(re.search(rf"\b{key}\.(?:search|finditer|findall|sub|split)\b", source))
            values = [value] if isinstance(value, re.Pattern) else []
            values += [one[1] for one in value] if key == "_SAID" and not values else []
            for number, pattern in enumerate(values):
                plain = pattern
                if isinstance(pattern.pattern, bytes):
                    plain = re.compile(pattern.pattern.decode(), pattern.flags & re.IGNORECASE)
                yield f"{name}.{key}.{number}", plain, searched or key == "_SAID"


MORE = ("<p ", "<p/", "<div a", "</", "<!-- saved from url=(1)http://a", "charset=", "encoding ='")
MORE += ("display:", "cookies ", "404 ", "page ", "subscribe ", "enable ", "story not ", "xmlns:a=")


@pytest.mark.parametrize(
    ("name", "pattern", "searched"), list(patterns()), ids=lambda v: str(v)[:60]
)
def test_a_pattern_is_near_linear(name: str, pattern: re.Pattern[str], searched: bool) -> None:
    def work(text: str) -> None:
        pattern.match(text)
        pattern.fullmatch(text)
        if searched:
            sum(1 for _ in pattern.finditer(text))

    assert [pump for pump in (*PUMPS, *MORE) if not near_linear(work, pump)] == []
