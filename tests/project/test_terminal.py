"""What a terminal is sent: escapes where they are wanted, none of anybody else's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from project.conftest import ARTICLES
from rag import Rag
from rag.cli import main
from rag.cli.terminal import Color, choose, dressed, hyperlink, numbered, printable, width

WALKOUT = "Why did the ferry crews stop work?"
ESCAPE = "\033"
HOSTILE = "\033]8;;http://evil.example\033\\click\033]8;;\033\\\033[31m\x9b31m\x07\r\x1b[2J\u202e"
PLAIN_ASK = """\
✓ Answered · quotes, no model · S · what was read fits well

1 of 7 articles bears on this.

Ferry crews walk out in Port Ambleton
Coast Daily · 4 May 2023
  │ Crews of the North Star line stopped work in Port Ambleton on 4 May 2023 because their
  │ hours of rest had been cut. [1]

Rests on: 1 outlet, one text

Sources
  [1] Ferry crews walk out in Port Ambleton · Coast Daily · 4 May 2023 · bay/walkout.md [0:114]
Checked against these articles, not against the world.
"""


@pytest.fixture(autouse=True)
def _no_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    choose(Color.AUTO)


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the output, which is captured, were one."""
    terminal = SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("rag.cli.terminal.sys", terminal)


def printed(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    assert left.value.code == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("at_terminal")
@pytest.mark.parametrize(
    ("set_", "wanted"),
    [
        ({}, True),
        ({"TERM": "dumb"}, False),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_a_terminal_gets_colour_unless_the_environment_says_no(
    set_: dict[str, str], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in set_.items():
        monkeypatch.setenv(name, value)
    assert dressed() is wanted


@pytest.mark.parametrize(("value", "wanted"), [("1", True), ("0", False), ("", False)])
def test_a_pipe_gets_colour_only_where_it_is_forced(
    value: str, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not dressed()
    monkeypatch.setenv("FORCE_COLOR", value)
    assert dressed() is wanted


def test_the_option_is_stronger_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    choose(Color.ALWAYS)
    assert dressed()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    choose(Color.NEVER)
    assert not dressed()


def test_a_link_leads_to_an_address_or_a_file_that_is_there_and_to_nothing_else(
    tmp_path: Path,
) -> None:
    choose(Color.ALWAYS)
    here = tmp_path / "a b.md"
    here.touch()
    assert f"8;;{here.as_uri()}{ESCAPE}" in hyperlink("x", str(here))
    assert "8;;https://example.org/%C3%A9?a=1#b" in hyperlink("x", "https://example.org/é?a=1#b")
    for none in (
        None,
        "",
        "javascript:alert(1)",
        "a.md",
        str(tmp_path / "gone"),
        "/\0",
        "x" * 5000,
    ):
        assert hyperlink("x", none) == "x"
    steered = hyperlink("x", f"https://example.org/{HOSTILE}")
    assert steered.count(ESCAPE) == 4
    assert steered.isascii()
    choose(Color.NEVER)
    assert hyperlink("x", "https://example.org") == "x"


def test_numbers_stand_out_and_nothing_else_changes() -> None:
    choose(Color.ALWAYS)
    assert re.sub(r"\033\[[\d;]*m", "", numbered("So it is. [1] [12]")) == "So it is. [1] [12]"
    assert numbered("So it is. [1]").count(ESCAPE) == 2


def test_what_a_pipe_gets_is_plain_and_as_it_always_was(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(capsys, "ask", WALKOUT, "--index", index)
    assert re.sub(r"\d+\.\d s", "S", out) == PLAIN_ASK


@pytest.mark.usefixtures("at_terminal")
def test_a_terminal_gets_the_same_in_colour_with_links(
    index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    out = printed(capsys, "ask", WALKOUT, "--index", index)
    assert f"\033]8;;{(ARTICLES / 'walkout.md').as_uri()}\033\\Ferry crews walk out" in out
    assert "\033[36m[1]\033[0m" in out
    bare = re.sub(r"\033\[[\d;]*m|\033\]8;;[^\033]*\033\\", "", out)
    assert re.sub(r"\d+\.\d s", "S", bare) == PLAIN_ASK


@pytest.mark.parametrize("where", ["before", "behind"])
def test_the_option_may_stand_before_the_command_or_behind(
    where: str, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("search", "herring quota", "-k", "1", "--index", index)
    option = ("--color", "always")
    out = printed(capsys, *((*option, *asked) if where == "before" else (*asked, *option)))
    assert ESCAPE in out
    assert ESCAPE not in printed(capsys, *asked)


def test_an_unknown_wish_for_colour_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["status", "--color=sometimes"])
    assert left.value.code == 2
    assert "always" in capsys.readouterr().err


@pytest.mark.usefixtures("at_terminal")
def test_lines_fit_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for columns, wanted in (("60", 60), ("300", 96), ("5", 40)):
        monkeypatch.setenv("COLUMNS", columns)
        assert width() == wanted


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one article that would steer a terminal by whatever is printed of it."""
    folder = tmp_path_factory.mktemp("hostile")
    row = {
        "id": f"tide{HOSTILE}",
        "title": f"Tide gauge at Hale{HOSTILE}",
        "text": f"Ingrid Solheim said the gauge at Hale failed on Monday.{HOSTILE} It is read.",
        "source": f"Coast{HOSTILE}",
        "authors": [f"Ada{HOSTILE}"],
        "url": f"https://example.org/{HOSTILE}",
    }
    (folder / "news.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with Rag.open(folder / "index") as rag:
        assert rag.ingest(folder / "news.jsonl").rejected == ()
    return folder / "index"


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "What did Ingrid Solheim say?"),
        ("ask", "Who is Ingrid Solheim married to?"),
        ("ask", "What did Ingrid Solheim say?", "--json"),
        ("search", f"tide gauge {HOSTILE}"),
        ("list",),
        ("statements", "Ingrid Solheim"),
        ("timeline", "tide gauge at Hale"),
        ("coverage",),
        ("status",),
        ("show", f"nothing{HOSTILE}"),
    ],
)
def test_nothing_of_an_article_steers_the_terminal(
    hostile: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*words, "--index", str(hostile), "--color", "always"])
    out, err = capsys.readouterr()
    assert out + err
    # What is left are colours, and links whose addresses are printable ASCII.
    bare = re.sub(r"\033\[[\d;]*m|\033\]8;;[!-~]*\033\\", "", out + err)
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", bare) == []
    assert f"{ESCAPE}]8;;http://evil" not in out


def test_text_for_one_line_has_no_line_ends() -> None:
    assert printable("a\nb\tc\x1b") == "a\ufffdb\ufffdc\ufffd"
