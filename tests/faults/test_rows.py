"""Rows that move in their file, in a run that ends before it takes anything out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.intake import read_again
from rag.library.leaving import Roots
from rag.library.library import Library
from rag.testing import HashEmbedder


def write(file: Path, *names: str) -> None:
    rows = [{"id": each, "title": each, "text": f"The {each} lay at the quay."} for each in names]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.mark.parametrize("first", ["ingest", "sync"])
def test_rows_that_moved_stand_where_they_are_now_and_nowhere_else(
    tmp_path: Path, first: str
) -> None:
    file = tmp_path / "rows.jsonl"
    roots = Roots(paths=(file.as_posix(),))
    with Library.open(tmp_path / "index", HashEmbedder, create=True) as library:
        write(file, "barge", "ferry", "tug", "tug")
        library.store(read_again([file], library.memory))
        write(file, "ferry", "tug", "schooner")
        before = roots if first == "sync" else None
        library.store(read_again([file], library.memory), roots=before)
        library.store(read_again([file], library.memory), roots=roots)
        where = {each.id: each.locations for each in library.articles()}
        assert where == {
            "ferry": (f"{file}#1",),
            "tug": (f"{file}#2",),
            "schooner": (f"{file}#3",),
        }
        assert library.verify() == []
        kept = library.store(read_again([file], library.memory), roots=roots)
        assert (kept.added, kept.updated, kept.removed) == ((), (), ())


def test_a_row_that_is_there_twice_stands_in_both_places(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    with Library.open(tmp_path / "index", HashEmbedder, create=True) as library:
        write(file, "barge", "tug", "tug")
        library.store(read_again([file], library.memory))
        library.store(read_again([file], library.memory))
        assert library.article("tug").locations == (f"{file}#2", f"{file}#3")
