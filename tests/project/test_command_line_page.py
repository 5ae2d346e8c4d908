"""What docs/command-line.md tells is so: its commands run, what it names is there."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from project.children import RAG, run
from project.modules import ROOT
from rag.cli.chatting.commands import NAMES

PAGE = (ROOT / "docs" / "command-line.md").read_text("utf-8")


def test_the_commands_shown_run(index: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    path = {
        "PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}",
        "RAG_INDEX": str(index),
        "HOME": str(tmp_path),
    }
    for block in blocks:
        # The page asks of the sample; these articles are others, and may not answer.
        asked = block.replace(
            "How did Russia react to Japan's strategy?", "Why did the crews walk out?"
        )
        asked = re.sub(r" --source TASS| --since 2022-01-01", "", asked)
        code = f'rag() {{ command rag "$@" || test $? -eq 4; }}\n{asked}'
        result = run("bash", "-euo", "pipefail", "-c", code, cwd=tmp_path, extra=path)
        assert result.returncode == 0, result.stderr
    answer = json.loads((tmp_path / "answer.json").read_text())
    assert answer["schema"] == 1
    lines = (tmp_path / "answers.jsonl").read_text().splitlines()
    assert [json.loads(line)["question"][:7] for line in lines] == ["How did", "And how"]
    assert "COMPREPLY" in (tmp_path / "rag-completion.bash").read_text()


def test_every_command_of_a_talk_is_told_and_no_other() -> None:
    assert set(re.findall(r"`(/[a-z]+)", PAGE)) == set(NAMES)
