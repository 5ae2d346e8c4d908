"""JSON Lines: one article a row, a refusal with its line for a bad one."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from rag.intake import Limits, read
from rag.types import Article, Rejected

from .conftest import Write

BODY = "The council voted on Monday to keep the old bridge open for another two years."


def rows(*values: Any) -> str:
    return "".join((v if isinstance(v, str) else json.dumps(v)) + "\n" for v in values)


def test_a_row_gives_all_its_fields(write: Write) -> None:
    row = {
        "id": "k-1", "title": "Bridge\u00a0stays", "text": BODY + "\n\nIt stays.",
        "url": "https://example.org/a?utm_medium=x", "source": "The Paper",
        "authors": ["Ann Lee", {"name": "Bo Li"}], "published_at": "2022/03/06", "more": {"x": 1},
    }  # fmt: skip
    (found,) = read([write("a.jsonl", rows(row))])
    assert isinstance(found, Article)
    assert (found.id, found.title, found.source) == ("k-1", "Bridge stays", "The Paper")
    assert found.url == "https://example.org/a"
    assert found.authors == ("Ann Lee", "Bo Li")
    assert found.published == date(2022, 3, 6)
    assert found.text == BODY + "\n\nIt stays."
    assert found.found["published"] == "JSON field"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.ndjson", "A.JSONL"])
def test_rows_without_id_or_address_are_known_by_path_and_line(write: Write, name: str) -> None:
    content = rows({"text": BODY}, "", {"text": "Two."}, {"text": "3.", "url": "https://e.org/"})
    path = write(name, gzip.compress(content.encode()) if name.endswith("gz") else content)
    found = [item for item in read([path.parent]) if isinstance(item, Article)]
    assert [item.id for item in found] == [f"papers/{name}#1", f"papers/{name}#3", "https://e.org"]
    assert [item.location for item in found] == [f"{path.as_posix()}#{n}" for n in (1, 3, 4)]


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2022-03-06", date(2022, 3, 6)),
        ("20220306", date(2022, 3, 6)),
        (20220306, date(2022, 3, 6)),
        ("2022-03-06T15:45:00Z", datetime(2022, 3, 6, 15, 45, tzinfo=UTC)),
        ("Sun, 06 Mar 2022 15:45:00 GMT", datetime(2022, 3, 6, 15, 45, tzinfo=UTC)),
        (None, None),
        ("", None),
    ],
)
@pytest.mark.parametrize("key", ["published_at", "published"])
def test_dates_come_in_many_forms(write: Write, key: str, given: Any, moment: Any) -> None:
    (found,) = read([write("a.jsonl", rows({"text": BODY, key: given}))])
    assert isinstance(found, Article)
    assert found.published == moment


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "not valid JSON"),
        ("[1, 2]", "not an object"),
        ('"text"', "not an object"),
        ("{}", "empty object"),
        ('{"title": "x"}', "no text"),
        ('{"text": null}', "no text"),
        ('{"text": ["x"]}', "text must be text"),
        ('{"text": "  \\n "}', "no text left"),
        ('{"text": "x", "title": ["y"]}', "title must be text, not a list"),
        ('{"text": "x", "authors": [["y"]]}', "authors must be text"),
        ('{"text": "x", "published_at": "soon"}', "'soon' is not a date"),
        ('{"text": "x", "published_at": "2022-13-45"}', "is not a date"),
        ('{"text": "\\ud83d"}', "surrogate"),
        ('{"text": "x", "id": "\\udc00"}', "surrogate"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('{"text": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "not readable JSON"),
        ('{"text": "' + "x" * 30_000 + '"}', "a row over"),
    ],
)
def test_a_bad_row_is_named_and_the_next_one_read(write: Write, line: str, reason: str) -> None:
    path = write("a.jsonl", rows({"text": BODY}, line, {"text": "Two."}))
    limits = Limits(line=20_000) if "row over" in reason else Limits()
    first, second, third = read([path], limits=limits)
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert isinstance(second, Rejected)
    assert reason in second.reason
    assert (second.line, second.location) == (2, path.as_posix())


def test_bytes_that_are_no_utf8_cost_one_row(write: Write) -> None:
    content = (
        rows({"text": BODY}).encode()
        + '{"text": "ä'.encode()
        + b'\xff"}\n'
        + rows({"text": "3"}).encode()
    )
    kinds = [type(item).__name__ for item in read([write("a.jsonl", content)])]
    assert kinds == ["Article", "Rejected", "Article"]


def test_utf16_rows_are_read_by_their_mark(write: Write) -> None:
    found = list(read([write("a.jsonl", rows({"text": BODY}, {"text": "Two."}).encode("utf-16"))]))
    assert [item.text for item in found if isinstance(item, Article)] == [BODY, "Two."]


def test_a_row_names_the_agency_its_dateline_credits(write: Write) -> None:
    text = "NEW YORK (AP) — Shares fell on Monday.\n\nThey rose on Tuesday."
    (found,) = read([write("a.jsonl", rows({"text": text}))])
    assert isinstance(found, Article)
    assert found.credits == ("AP",)
    assert found.source is None
    assert found.text == text
