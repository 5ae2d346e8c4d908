"""Pages made to break what reads them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rag.intake.html.fields

from ..test_patterns import PUMPS, near_linear
from .fieldpages import BODY, article, ld, meta, page, told

H1 = "<h1>Norvik harbour to close for repairs</h1>"
PIECES = st.sampled_from(
    [
        "<h1>", "</h1>", "<br>", "<p>", "</div>", "<time datetime='2022-03-06'>", "</time>",
        "By ", "Jane Zhou", " and ", "March 6, 2022", "Updated ", "© 2022 ", "(AP) — ",
        "<div class='byline'>", "<meta property='og:title' content='", "'>",
        "<script type='application/ld+json'>", "</script>", '{"@type":"Article",', '"author":',
        '"headline":"x"', "[", "]", "}", "null", '"', "\\", "&amp;", "<!--", "-->", "¦", "|",
        "\u202e", "\ud7ff", "<div itemscope itemprop=author>", "<svg>", "<title>", "</title>",
        "<aside>", "</aside>", "<link rel=canonical href='//", "https://[", "記者 ", "기자",
    ]
)  # fmt: skip
PACKAGE = rag.intake.html.fields
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.iter_modules(PACKAGE.__path__, f"{PACKAGE.__name__}.")
]


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<script type="application/ld+json">' + '{"a":' * 100_000 + "</script>",
        '<script type="application/ld+json">' + "[" * 900 + "]" * 900 + "</script>",
        '<script type="application/ld+json">' + '{"@graph":' * 300 + "{}" + "}" * 300 + "</script>",
        '<script type="application/ld+json">"' + '\\"' * 400_000 + "</script>",
        '<script type="application/ld+json">{"@type":"Article",' + ", " * 200_000 + "}</script>",
        ld({"@type": "Article", "@id": "#a", "author": {"@id": "#a"}}),
        ld({"@type": [["Article"]], "headline": {"a": [1]}, "datePublished": {"x": 1}}),
        ld({"@type": "Article", "author": [[[["x"]]]], "publisher": ["", None, 7]}),
        ld([{"@type": "Article", "headline": "x" * 50}] * 5_000),
        ld("text"),
        ld(None),
        '<script type="application/ld+json"></script>' * 2_000,
        "<meta>" * 2_000,
        "".join(meta(f"name{n}", "x") for n in range(5_000)),
        meta("author", "x" * 1_000_000),
        meta("author", "A B, " * 100_000),
        f'<link rel="canonical" href="https://a.com/{"a/" * 100_000}">',
    ],
    ids=range(18),
)
def test_hostile_metadata_takes_nothing_but_itself(head: str) -> None:
    draft = told(page(head, H1))
    assert draft.title == "Norvik harbour to close for repairs"
    assert draft.text == "\n\n".join(BODY)
    assert draft.published is None


def test_ten_thousand_authors_are_cut_short() -> None:
    people = [
        {"@type": "Person", "name": f"Jane Z{'o' * (n % 50)}{chr(97 + n % 26)}"}
        for n in range(10_000)
    ]
    assert 0 < len(told(page(article(author=people))).authors) <= 30


@pytest.mark.parametrize(
    "above",
    [
        "<div class='author'>" * 1_500 + "x" + "</div>" * 1_500,
        "<h1>x</h1>" * 5_000,
        "<time datetime='x'>y</time>" * 5_000,
        "<p>6 March</p>" * 5_000,
        "<span class='byline'>By " + "A B and " * 20_000 + "</span>",
        "<div itemscope>" * 1_500 + "</div>" * 1_500,
        "By " * 100_000,
        "<!-- x -->" * 10_000 + "<?pi x?>" * 1_000,
    ],
    ids=range(8),
)
def test_hostile_bodies_take_nothing_but_themselves(above: str) -> None:
    draft = told(page(meta("date", "2022-03-06"), H1 + above))
    assert draft.published is not None


def test_a_script_in_a_title_is_no_title() -> None:
    draft = told(
        page(meta("og:title", "&lt;script&gt;alert(1)&lt;/script&gt;Norvik closes its harbour"))
    )
    assert draft.title is not None
    assert "<" not in draft.title


def test_hidden_characters_are_in_no_field() -> None:
    hidden = "\u202e\u200b\u2066\U000e0041"
    head = (
        article(headline=f"Nor{hidden}vik closes its harbour", author=f"Jane{hidden} Zhou")
        + meta("og:site_name", f"Coast{hidden} Daily")
    )  # fmt: skip
    draft = told(page(head))
    fields = (draft.title, *draft.authors, draft.source, *draft.found.values())
    assert [field for field in fields if set(hidden) & set(field or "")] == []


def test_a_planted_page_takes_no_other_articles_identity() -> None:
    url = "https://planted.example.com/copy"
    head = (
        '<link rel="canonical" href="https://www.coastdaily.com/2022/harbour">'
        + meta("og:url", "https://www.coastdaily.com/2022/harbour")
        + article(url="https://www.coastdaily.com/2022/harbour")
    )  # fmt: skip
    assert told(page(head), url=url).url == url


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.lists(PIECES, max_size=8).map("".join))
def test_whatever_stands_in_a_page_its_text_is_kept(around: str, within: str) -> None:
    draft = told(page(around, around + within, within), (*BODY, within.strip() or "End."))
    assert draft.text.startswith(BODY[0])
    assert draft.title is None or 0 < len(draft.title) <= 300
    assert all(0 < len(name) <= 80 for name in (*draft.authors, *draft.credits))
    given = {name for name in ("title", "source", "published", "url") if getattr(draft, name)}
    assert given <= draft.found.keys()


def test_there_are_patterns_to_try() -> None:
    assert len(_patterns()) > 30


def _patterns() -> list[tuple[str, re.Pattern[str], bool]]:
    found = []
    for module in MODULES:
        source = inspect.getsource(module)
        for key, value in vars(module).items():
            searched = bool(re.search(rf"\b{key}\.(?:search|finditer|findall|sub|split)\b", source))
            for number, pattern in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                    found.append((f"{module.__name__}.{key}.{number}", pattern, searched))
    return found


@pytest.mark.parametrize(("name", "pattern", "searched"), _patterns(), ids=lambda v: str(v)[:60])
def test_a_pattern_is_near_linear(name: str, pattern: re.Pattern[str], searched: bool) -> None:
    def work(text: str) -> None:
        pattern.match(text)
        pattern.fullmatch(text)
        if searched:
            sum(1 for _ in pattern.finditer(text))

    assert [pump for pump in PUMPS if not near_linear(work, pump)] == []
