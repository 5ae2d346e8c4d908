"""``rag chat``: follow-ups, sources numbered through the talk, commands; typed, and from a pipe."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from project.children import RAG, environment
from rag import Rag, Settings
from rag.answering.models import Message, Piece
from rag.cli import main
from rag.cli.chatting.asking import Asking
from rag.cli.chatting.showing import Shown
from rag.cli.chatting.talk import Filters, Talk
from rag.errors import ModelError
from rag.types import Ending

WALKOUT = "Why did the ferry crews stop work?"
FOLLOWED = "And what did Peter Holm say?"
TWO = "How did Norway and Sweden react?"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Chat = Callable[..., Said]


@pytest.fixture
def chat(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, index: Path) -> Chat:
    """A talk from a pipe, in this process."""

    def talk(*lines: str, options: tuple[str, ...] = ()) -> Said:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
        with pytest.raises(SystemExit) as left:
            main(["chat", "--index", str(index), *options])
        assert isinstance(left.value.code, int)
        return Said(left.value.code, *capsys.readouterr())

    return talk


def test_a_follow_up_is_understood_and_sources_keep_their_numbers(chat: Chat) -> None:
    said = chat(WALKOUT, FOLLOWED, "", WALKOUT)
    assert (said.code, said.err) == (0, "")
    first, second, third = said.out.split("\n> ")
    assert "hours of rest had been cut. [1]" in re.sub(r"\s+│?\s*", " ", first)
    assert "Understood as: What did Peter Holm say?" in second
    assert "[1]" not in second
    assert re.findall(r"\[(\d+)\]", second.split("Sources")[1])[:2] == ["2", "3"]
    assert "  [1] Ferry crews walk out" in third
    assert "\033" not in said.out


def test_every_sentence_is_the_same_as_when_it_is_asked_at_once(chat: Chat, index: Path) -> None:
    with Rag.open(index) as rag:
        answer = rag.ask(WALKOUT)
    flat = re.sub(r"\s+│?\s*", " ", chat(WALKOUT).out)
    assert all(each.text in flat for each in answer.sentences)


def test_where_two_may_be_meant_the_number_chooses(chat: Chat) -> None:
    said = chat(TWO, "What did it say next?", "2")
    assert "Do you mean Norway or Sweden?\n  1  Norway: " in said.out
    assert "> What did Sweden say next?" in said.out
    named = chat(TWO, "What did it say next?", "norway", "2", options=("--json",)).objects
    assert [each["question"] for each in named[2:]] == ["What did Norway say next?", "2"]


def test_json_is_an_object_a_line_as_ask_prints_it(chat: Chat, index: Path) -> None:
    said = chat(
        "/filters source='Inland Post'",
        "/filters none",
        WALKOUT,
        "",
        FOLLOWED,
        "x" * 5000,
        options=("--json",),
    )
    first, second, third = said.objects
    with Rag.open(index) as rag:
        asked = rag.ask(WALKOUT)
        then = rag.ask(FOLLOWED, history=asked.turns)
    assert (first["text"], second["text"]) == (asked.text, then.text)
    assert first["citations"][0]["n"] == second["citations"][0]["n"] == 1
    assert "5,000 characters" in third["error"]
    assert third["schema"] == 1
    assert said.code == 1
    assert "filters: source=Inland Post; " in said.err
    assert "rag: the question has" in said.err


def test_a_source_opens_with_its_words_marked(chat: Chat) -> None:
    said = chat(WALKOUT, "/sources", "/sources 1", "/source 7", "/sources x")
    assert "Sources so far\n  [1] Ferry crews walk out" in said.out
    flat = " ".join(said.out.split())
    assert "»Crews of the North Star line stopped work" in flat
    assert "rest had been cut.« About 1,200 passengers" in flat
    assert "there is no source 7; they go from 1 to 1" in said.err
    assert "there is no source x" in said.err
    assert "no source yet" in chat("/sources").out
    assert "there is no source 1 yet" in chat("/sources 1").err


def test_filters_hold_until_they_are_changed_and_a_wrong_one_changes_nothing(chat: Chat) -> None:
    said = chat(
        '/filters source="Inland Post" source=TASS',
        "/filters source='Inland Post' since=2022-02-01 undated",
        WALKOUT,
        "/filters since=yesterday",
        "/filters colour=red",
        '/filters source="open',
        "/filters source=",
        "/filters article=bay/walkout.md until=2023-12-31",
        WALKOUT,
        "/filters none",
        "/filters",
    )
    assert said.code == 1
    told = re.findall(r"^filters: (.*)$", said.out, re.MULTILINE)
    assert told == [
        "source=Inland Post, since=2022-02-01, undated; 2 articles",
        "since=2022-02-01, undated; 6 articles",
        "since=2022-02-01, until=2023-12-31, article=bay/walkout.md, undated; 1 article",
        "none; 7 articles",
        "none; 7 articles",
    ]
    none, some = said.out.split(f"> {WALKOUT}")[1:]
    assert "Ferry crews walk out" not in none
    assert "[1] Ferry crews walk out" in some
    for fault in ("TASS", "2022-03-06", "'colour=red' is no filter", "quotation mark is open"):
        assert fault in said.err


def test_options_filter_from_the_beginning_and_a_wrong_one_is_told_at_once(chat: Chat) -> None:
    said = chat("/filters", options=("--source", "coast daily", "--until", "2023-01-01"))
    assert "filters: source=coast daily, until=2023-01-01; 1 article" in said.out
    wrong = chat(WALKOUT, options=("--source", "Coast Dayly"))
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean Coast Daily" in wrong.err


def test_a_talk_is_saved_and_taken_up_again(chat: Chat, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("talk.md", "talk.json", "talk.docx")]
    said = chat(WALKOUT, FOLLOWED, *(f"/save {each}" for each in files), "/save", "/save talk.xyz")
    assert said.err.count("written to ") == 3
    assert "say where to" in said.err
    assert "--format can be" in said.err
    assert "**\\[2\\]** “Peter Holm said" in files[0].read_text()
    held = json.loads(files[1].read_text())
    assert [each["question"] for each in held["exchanges"]] == [WALKOUT, FOLLOWED]
    again = chat("What did he say?", options=("--history", str(files[1]), "--json")).objects[0]
    assert "Peter Holm" in again["understood"]["text"]
    assert len(again["turns"]) == 6


def test_clear_forgets_numbers_and_what_was_talked_of(chat: Chat) -> None:
    said = chat(WALKOUT, "/clear", TWO, FOLLOWED)
    assert "  [1] Norway turns down" in said.out.split("begun anew")[1]
    assert "/clear, /help, /quit" in chat("/nothing").err
    assert "/save FILE" in chat("/help").out
    assert chat("/quit", WALKOUT).out == ""


def test_what_is_no_utf_8_is_asked_all_the_same(index: Path) -> None:
    import subprocess

    asked = subprocess.run(
        [RAG, "chat", "--index", index],
        input=b"/filters source=\xff\n",
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert asked.returncode == 1
    assert "no article comes from" in asked.stderr.decode()
    assert b"Traceback" not in asked.stderr


class Interrupting:
    """A model at whose second piece somebody presses Ctrl+C."""

    name, endpoint, usage = "interrupting", None, None

    def __init__(self) -> None:
        self.closed = threading.Event()

    def stream(
        self, messages: list[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        try:
            yield Piece("Crews stopped work")
            os.kill(os.getpid(), signal.SIGINT)
            yield Piece(" because their hours")
            raise ModelError("nobody reads on")
        finally:
            self.closed.set()


def test_ctrl_c_stops_the_answer_and_not_the_talk(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = Interrupting()
    with Rag.open(settings=Settings.load({"index": str(index)}), model=model) as rag:
        talk = Talk(rag, Filters(), ())
        with Asking() as asking:
            Shown(talk, asking, live=True).ask(WALKOUT)
            assert "Stopped" in capsys.readouterr().out
            rag.use_model(None)
            Shown(talk, asking, live=True).ask(WALKOUT)
        assert "hours of rest" in capsys.readouterr().out
        assert model.closed.is_set()
        endings = [each.ending for each in talk.conversation().exchanges]
        assert endings == [Ending.STOPPED, Ending.ANSWERED]


class Typist:
    """Somebody at a pseudo-terminal."""

    def __init__(self, *words: str | Path) -> None:
        self.child, self._fd = pty.fork()
        if self.child == 0:
            os.execve(words[0], [str(each) for each in words], {**environment(), "TERM": "xterm"})
        self.seen = ""

    def types(self, wait_for: str, keys: str) -> None:
        """Keys, once something new stands on the screen."""
        self._read(lambda new: wait_for in new)
        os.write(self._fd, keys.encode())

    def leaves(self) -> int:
        self._read(lambda new: False)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])

    def _read(self, enough: Callable[[str], bool]) -> None:
        new, until = "", time.monotonic() + 30
        while not enough(new) and time.monotonic() < until:
            if select.select([self._fd], [], [], 1)[0]:
                try:
                    new += os.read(self._fd, 65536).decode(errors="replace")
                except OSError:  # the other side is closed
                    break
        self.seen += new


def test_somebody_talks_at_a_terminal(index: Path) -> None:
    typist = Typist(RAG, "chat", "--index", index)
    prompt = "\033[1m> "
    typist.types(prompt, f"{WALKOUT}\n")
    typist.types(prompt, "/so\t1\n")  # Tab completes the command
    typist.types(prompt, "\x04")
    assert typist.leaves() == 0
    seen = typist.seen
    assert "7 articles; ask a question" in seen
    assert "\033]8;;file://" in seen
    assert "»\033[0m\033[1;7mCrews of the North Star line" in seen
    assert "Traceback" not in seen
