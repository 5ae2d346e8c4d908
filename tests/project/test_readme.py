"""What the README shows works: commands and code are run; targets, settings and links exist."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from project.children import RAG, python, run
from project.modules import ROOT
from rag import Settings

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
PAGES = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted(ROOT.glob("docs/**/*.md")),
]
_BLOCK = re.compile(
    r"^(?:<!-- not run here: (?P<reason>.+?) -->\n)?```(?P<language>\w+)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    language: str
    code: str
    reason: str | None
    """Why it is not run; None when it is."""


BLOCKS = [Block(m["language"], m["code"], m["reason"]) for m in _BLOCK.finditer(TEXT)]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample collection in it, and nothing else."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    return folder


def commands(code: str) -> list[str]:
    return [line.split("#")[0].strip() for line in code.splitlines() if line.strip()]


def test_every_block_of_code_is_found() -> None:
    assert len(BLOCKS) == TEXT.count("\n```") / 2
    assert {block.language for block in BLOCKS} == {"bash", "python"}


def test_the_python_shown_runs(checkout: Path) -> None:
    (block,) = [b for b in BLOCKS if b.language == "python"]
    result = python(block.code, cwd=checkout)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("answered ")
    assert "\n1 Byline sample " in result.stdout


def test_the_commands_shown_run(checkout: Path) -> None:
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}"}
    shown = [b for b in BLOCKS if b.language == "bash" and b.reason is None]
    assert len(shown) == 4
    for block in shown:
        result = run("bash", "-euxo", "pipefail", "-c", block.code, cwd=checkout, extra=path)
        assert result.returncode == 0, result.stderr
        assert "not found" not in result.stdout
    assert "840 metres" in result.stdout


def test_every_make_target_shown_is_there() -> None:
    pages = [TEXT, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")]
    targets = {
        name for page in pages for name in re.findall(r"(?:^|`)make ([a-z-]+)", page, re.MULTILINE)
    }
    assert {"chat", "test"} <= targets
    for target in targets:
        result = run("make", "--dry-run", target, "Q=What?", cwd=ROOT)
        assert result.returncode == 0, result.stderr


def test_every_setting_shown_is_one() -> None:
    shown = {name.lower() for name in re.findall(r"\bRAG_([A-Z_]+)", TEXT)}
    assert {"llm", "llm_base_url"} <= shown
    assert shown - set(Settings.names()) == set()


def test_every_command_shown_exists() -> None:
    shown = {line.split()[1] for b in BLOCKS for line in commands(b.code) if line[:4] == "rag "}
    shown |= set(re.findall(r"`rag ([a-z]+)", TEXT))
    known = run(RAG, "--help").stdout
    assert [name for name in shown if f" {name} " not in known] == []


def test_the_exit_codes_told_are_those_of_the_errors() -> None:
    from rag import errors

    told = re.search(r"Exit codes: (.+?)\.", TEXT, re.DOTALL)
    assert told
    codes = {int(n) for n in re.findall(r"\d+", told[1])}
    raised = {
        each.exit_code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.BylineError)
    }
    assert raised <= codes
    assert {0, 3, 130} <= codes


def test_the_sample_is_as_large_as_told() -> None:
    told = re.search(r"a sample of (\d+) articles", TEXT)
    assert told
    assert int(told[1]) == len(list((ROOT / "corpus" / "articles").glob("*.md")))


def test_as_many_packages_are_installed_as_told() -> None:
    from project.test_lock import pins

    told = re.search(r"installs (\d+) packages", TEXT)
    assert told
    locked = len(pins("requirements.lock"))
    assert abs(int(told[1]) - locked) <= 25, f"the lock has {locked}, some for other systems"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)|(?:src|srcset)=\"([^\"]+)\"", text)
    files = [a or b for a, b in links if not re.match(r"https?:|mailto:", a or b)]
    assert [link for link in files if not (page.parent / link).exists()] == []


def test_python_is_the_version_told() -> None:
    assert "Python 3.11 or newer" in TEXT
    assert sys.version_info >= (3, 11)
