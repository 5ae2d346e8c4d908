"""Where and by whom a report was filed is no part of what is quoted of it, nor are its links."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Rag

TEXT = """{dateline} We may never know why the footbridge in Arne fell on Tuesday, the mayor said.

Bridges:Why the footbridge in Arne fell

The footbridge in Arne was built in 1931. Nobody had looked at its bolts since 1988.
"""


@pytest.mark.parametrize("dateline", ["(CNN)", "Arne, Norway (Reuters)", "ARNE (AP) —"])
def test_neither_is_quoted(tmp_path: Path, dateline: str) -> None:
    (tmp_path / "bridge.md").write_text(
        f"# Footbridge falls\n\n{TEXT.format(dateline=dateline)}", encoding="utf-8"
    )
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path / "bridge.md")
        answer = rag.ask("What happened to the footbridge in Arne?")
        words = [each.quote for each in answer.citations]
    assert any(each.startswith("We may never know") for each in words), answer.text
    assert not any(dateline in each or "Bridges:" in each for each in words)
