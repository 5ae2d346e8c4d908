"""Front matter: fields, and the line of what is wrong with them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rag.intake import frontmatter

from .conftest import Write, article, rejection

BODY = "The council voted on Monday to keep the old bridge open for another two years."


def test_every_known_field_is_read_and_the_others_are_ignored(write: Write) -> None:
    page = (
        "---\n"
        "title: 'Bridge: it stays'\nsource: The Paper\ncredits: [TASS, EFE]\n"
        "authors: Ann Lee and Bo Li\npublished: 2022-03-06T15:45:00+09:00\n"
        "url: https://example.org/a/\nlanguage: en-US\nid: b-1\n"
        "based_on: [x, y]\ntags: {a: b}\n---\n\n" + BODY
    )
    found = article(write("a.md", page))
    assert (found.id, found.title, found.source) == ("b-1", "Bridge: it stays", "The Paper")
    assert found.credits == ("TASS", "EFE")
    assert found.authors == ("Ann Lee", "Bo Li")
    assert found.published == datetime(2022, 3, 6, 15, 45, tzinfo=timezone(timedelta(hours=9)))
    assert (found.url, found.language) == ("https://example.org/a", "en")
    assert found.text == BODY
    assert {found.found[f] for f in ("title", "source", "authors", "url")} == {"front matter"}


@pytest.mark.parametrize(
    ("given", "title"), [("1984", "1984"), ("No", "No"), ("~", None), ("", None)]
)
def test_values_stay_what_was_written(write: Write, given: str, title: str | None) -> None:
    assert article(write("a.md", f"---\ntitle: {given}\n---\n{BODY}")).title == title


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(write: Write, name: str, line_end: str) -> None:
    page = f"---\ntitle: T\n---\n\n{BODY}\n\nIt stays.\n".replace("\n", line_end)
    found = article(write(name, page))
    assert (found.title, found.text) == ("T", f"{BODY}\n\nIt stays.")


@pytest.mark.parametrize(
    ("head", "line", "reason"),
    [
        ("title: Japan: a strategy", 2, "put the value in quotes"),
        ("source: x\ntitle: [a, b", 4, "not valid YAML"),
        ("title: x\npublished: soon", 3, "'soon' is not a date"),
        ("source: x\ntitle: [a, b]", 3, "title must be text, not a list"),
        ("a: &x [1]\ntitle: *x", 3, "references"),
        ("title: \x07", 2, "not valid YAML"),
        ("title: " + "[" * 3000, 2, "not valid YAML"),
        ("title: " + "x" * 3000, 2, "3000 characters long"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    write: Write, head: str, line: int, reason: str
) -> None:
    found = rejection(write("a.md", f"---\n{head}\n---\n{BODY}"))
    assert reason in found.reason
    assert found.line == line


def test_references_that_multiply_are_refused_at_once(write: Write) -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)
    )
    assert "references" in rejection(write("a.md", f"---\n{laughs}---\n{BODY}")).reason


@pytest.mark.parametrize(
    "page", [f"---\n\n{BODY}\n\n---\nIt stays.", f"---\n\n{BODY}", "--- \n" + BODY]
)
def test_a_rule_above_the_text_is_no_front_matter(write: Write, page: str) -> None:
    assert BODY in article(write("a.md", page)).text


@given(st.lists(st.from_regex(frontmatter._PLAIN, fullmatch=True), min_size=1, max_size=3))
def test_a_field_that_is_read_past_the_parser_is_what_the_parser_reads(lines: list[str]) -> None:
    block = "".join(f"{line}\n" for line in lines)
    read = yaml.load(block, Loader=frontmatter._loader())  # strings only
    assert frontmatter._parsed(block) == {name.lower(): value for name, value in read.items()}
