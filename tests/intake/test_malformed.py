"""Whatever bytes a file holds, it ends as an article or as a refusal that names it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.intake import read
from rag.types import Article, Rejected

NAMES = st.sampled_from(["a.txt", "a.md", "a.jsonl", "a", "a.jsonl.gz", "a.txt.gz"])
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.text(max_size=40).map(lambda text: text.encode()),
        st.sampled_from(
            [
                b"---\n",
                b"title: ",
                b"published: 2022-03-06\n",
                b"\n\n",
                b"\r",
                b"\xff\xfe",
                b"\xef\xbb\xbf",
                b"# ",
                b"```\n",
                b"[a](",
                b"](b)",
                b"<!--",
                b"-->",
                b"<script>",
                b"*",
                b"__",
                b"> - ",
                b"| a |\n|--|\n",
                b"Previous Article\n",
                b"Related Posts\n",
                b"By Jane Zhou\n",
                b"(TASS)\n",
                b"Photo: x\n",
                b"&#x1F;",
                b"&amp;amp;",
                b'{"text": "',
                b'", "id": "x"}\n',
                b'{"text": "\\ud800"}\n',
                b"{",
                b"[[[[",
                b"\0",
                b"\x1f\x8b\x08",
                b"15:45 JST, March 6, 2022\n",
                "\u202e\u200b\U000e0041".encode(),
                ("A sentence that is long enough to be a paragraph of prose " * 3 + ".\n").encode(),
            ]
        ),
    ),
    max_size=14,
).map(b"".join)
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(
            ["text", "title", "id", "url", "authors", "published_at", "source", "language"]
        ),
        st.recursive(
            st.none()
            | st.booleans()
            | st.floats()
            | st.integers()
            | st.text(st.characters(), max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=4), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    ),
    min_size=1,
    max_size=4,
)


def outcome(name: str, content: bytes) -> list[Article | Rejected]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        found = list(read([folder]))
        assert all(item.location.startswith(str(path.resolve())) for item in found)
    return found


def sound(item: Article | Rejected) -> bool:
    if isinstance(item, Rejected):
        return bool(item.reason)
    json.dumps([item.title, item.text, item.id, item.authors, item.source]).encode()
    f"{item.title}{item.text}{item.id}".encode()
    return bool(item.text) and len(item.sha256) == 64


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NAMES, PIECES)
def test_malformed_files_are_read_or_refused(name: str, content: bytes) -> None:
    found = outcome(name, content)
    assert all(sound(item) for item in found)
    # What begins as a JSON row is read row by row, whatever the file is called.
    assert len(found) == 1 or "jsonl" in name or b'{"' in content


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_malformed_rows_are_read_or_refused_one_by_one(rows: list[dict[str, object]]) -> None:
    content = "\n".join(json.dumps(row) for row in rows).encode()
    found = outcome("a.jsonl", content)
    assert len(found) == len(rows)
    assert all(sound(item) for item in found)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NAMES, PIECES)
def test_reading_twice_gives_the_same(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        assert list(read([folder])) == list(read([folder]))
