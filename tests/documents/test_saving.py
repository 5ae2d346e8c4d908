"""``rag ask --format`` and ``--to``: which form is meant, and a file that is whole or not there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.cli.saving import form_of, save
from rag.errors import UsageError
from rag.settings import Settings
from rag.types import Answer


@pytest.mark.parametrize(
    ("form", "to", "meant"),
    [
        (None, None, None),
        ("html", None, "html"),
        (None, "a.docx", "docx"),
        (None, "a.MD", "markdown"),
        (None, "a.htm", "html"),
        (None, "a.json", "json"),
        ("json", "a.txt", "json"),
    ],
)
def test_the_form_is_named_or_told_by_the_ending(
    form: str | None, to: str | None, meant: str | None
) -> None:
    assert form_of(form, to) == meant


@pytest.mark.parametrize(("form", "to"), [("pdf", None), (None, "a.txt"), (None, "answer")])
def test_what_cannot_be_written_is_said_before_anything_is_asked(
    form: str | None, to: str | None
) -> None:
    with pytest.raises(UsageError, match="markdown, html, docx, json"):
        form_of(form, to)


def test_a_word_document_is_not_poured_into_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(UsageError, match="--to"):
        form_of("docx", None)


def test_a_file_is_replaced_whole_and_links_to_where_the_page_would_be(
    asked: Callable[[str], Answer], tmp_path: Path
) -> None:
    answer, file = asked("Who opened the new bridge over the Tarrow?"), tmp_path / "a.md"
    file.write_text("what was there")
    save(answer, "markdown", str(file), Settings(host="::1", port=8080))
    assert "http://[::1]:8080/read?" in file.read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]
    with pytest.raises(OSError, match="No such file"):
        save(answer, "html", str(tmp_path / "nowhere" / "a.html"), Settings())
