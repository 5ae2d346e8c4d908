"""A parser may do what it likes: its document is refused, the others are read, nothing is left."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.intake.apart import Apart, Job
from rag.intake.apart.parsers import Parser
from rag.intake.draft import Hints, Limits, Unreadable

from . import parsers

TABLE = {
    name: Parser(f"{parsers.__name__}:{name}")
    for name, value in vars(parsers).items()
    if callable(value) and getattr(value, "__module__", "") == parsers.__name__
}
SHORT = Limits(seconds=1.0, memory=100_000_000, article=1_000_000, file=1_000_000)
PATIENCE = 30.0


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(SHORT, workers=1, parsers=TABLE) as made:
        yield made


def job(parser: str, text: str = "some words", name: str = "a.pdf") -> Job:
    return Job(parser, text.encode(), Hints(name))


def refusal(apart: Apart, wanted: Job) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        apart.parsed(wanted)
    return caught.value


def process(apart: Apart) -> int:
    return int(apart.parsed(job("words"))["found"]["process"])


def running(number: int) -> bool:
    """Whether a process is there and is more than an entry in a table."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < until:
        os.sched_yield()
    return holds()


def test_a_draft_comes_back_with_what_was_hinted(apart: Apart) -> None:
    found = apart.parsed(job("words", "Größe 東京 😀\0", "b.pdf"))
    assert (found["text"], found["title"]) == ("Größe 東京 😀\0", "b.pdf")
    assert int(found["found"]["process"]) != os.getpid()


def test_the_parsers_own_reason_comes_through(apart: Apart) -> None:
    before = process(apart)
    found = refusal(apart, job("refuses"))
    assert (found.reason, found.line) == ("no article in it", 7)
    assert process(apart) == before


@pytest.mark.parametrize(
    ("parser", "reason"),
    [
        ("loops", "took over 1 s to parse"),
        ("hogs", "needs over 100 MB to parse"),
        ("crashes", "the parser crashed on it (signal 11)"),
        ("leaves", "the parser crashed on it (exit code 3)"),
        ("long", "over 1000000 characters"),
        ("garbles", "garbled"),
        ("floods", "garbled"),
        ("fails", "the parser failed on it: ValueError: this was not foreseen"),
        ("recurses", "the parser failed on it: RecursionError"),
        ("nests", "the parser failed on it: RecursionError"),
        ("surrogates", "half a character"),
        ("nosuch", "no parser for nosuch"),
    ],
)
def test_a_parser_that_fails_is_named_and_the_next_document_is_read(
    apart: Apart, parser: str, reason: str
) -> None:
    assert reason in refusal(apart, job(parser)).reason
    assert apart.parsed(job("words", "and on it goes"))["text"] == "and on it goes"


def test_noise_on_standard_output_is_lost_and_nothing_else(apart: Apart) -> None:
    before = process(apart)
    assert apart.parsed(job("chatters", "sound"))["text"] == "sound"
    assert apart.parsed(job("words", "and clear"))["text"] == "and clear"
    assert process(apart) == before


def test_an_interrupt_is_for_the_parent(apart: Apart) -> None:
    before = process(apart)
    os.kill(before, signal.SIGINT)
    assert apart.parsed(job("interrupted"))["found"]["process"] == str(before)
    assert os.getsid(before) != os.getsid(0)


def test_a_child_killed_between_two_documents_costs_none(apart: Apart) -> None:
    before = process(apart)
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: not running(before))
    assert process(apart) != before


def test_a_child_whose_memory_grows_is_replaced_before_it_fails(apart: Apart) -> None:
    found = [apart.parsed(job("grows", str(n))) for n in range(8)]
    assert [values["text"] for values in found] == [str(n) for n in range(8)]
    assert len({values["found"]["process"] for values in found}) > 1


def test_a_large_document_goes_through_whole(apart: Apart) -> None:
    text = "0123456789" * 70_000
    assert apart.parsed(job("words", text))["text"] == text


def test_no_parser_connects_writes_or_starts_a_program(apart: Apart, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        port = str(canary.getsockname()[1])
        assert "no parser needs socket" in refusal(apart, job("connects", port)).reason
        with pytest.raises(BlockingIOError):
            canary.accept()
    path = tmp_path / "written.txt"
    assert "no parser writes files" in refusal(apart, job("writes", str(path))).reason
    assert not path.exists()
    assert "no parser needs subprocess" in refusal(apart, job("runs")).reason


def test_no_secret_of_the_environment_reaches_a_child(
    apart: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_API_KEY", "canary")
    os.kill(process(apart), signal.SIGKILL)
    assert "RAG_API_KEY" not in apart.parsed(job("environment"))["text"]


def test_a_batch_keeps_its_order_and_goes_on_past_every_failure() -> None:
    names = ["words", "refuses", "slow", "crashes", "words", "fails", "leaves", "hogs"]
    jobs = [(n, job(names[n % len(names)], str(n))) for n in range(200)]
    with Apart(SHORT, workers=2, parsers=TABLE) as apart:
        found = list(apart.each(jobs))
    assert [mark for mark, _ in found] == list(range(200))
    for mark, outcome in found:
        good = names[mark % len(names)] in ("words", "slow")
        assert (outcome["text"] == str(mark)) if isinstance(outcome, dict) else not good


def test_all_children_are_kept_busy() -> None:
    with Apart(SHORT, workers=2, parsers=TABLE) as apart:
        found = [outcome for _, outcome in apart.each((n, job("slow")) for n in range(40))]
    processes = {outcome["found"]["process"] for outcome in found if isinstance(outcome, dict)}
    assert len(processes) == 2


def test_jobs_are_drawn_only_a_few_ahead() -> None:
    drawn: list[int] = []

    def endless() -> Iterator[tuple[int, Job]]:
        for n in range(10**9):
            drawn.append(n)
            yield n, job("words", str(n))

    with Apart(SHORT, workers=1, parsers=TABLE) as apart:
        results = apart.each(endless())
        assert [next(results)[0] for _ in range(5)] == [0, 1, 2, 3, 4]
    assert len(drawn) < 10


def test_an_error_in_the_jobs_themselves_is_the_callers() -> None:
    def broken() -> Iterator[tuple[int, Job]]:
        yield 1, job("words")
        raise KeyError("the caller's")

    with Apart(SHORT, workers=1, parsers=TABLE) as apart:
        with pytest.raises(KeyError, match="the caller's"):
            list(apart.each(broken()))
        assert apart.parsed(job("words"))["text"] == "some words"


def test_many_threads_share_the_children() -> None:
    texts: list[str] = []
    with Apart(SHORT, workers=2, parsers=TABLE) as apart:

        def work(number: int) -> None:
            texts.append(apart.parsed(job("words", str(number)))["text"])

        threads = [threading.Thread(target=work, args=(n,)) for n in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    assert sorted(texts, key=int) == [str(n) for n in range(24)]


def test_closing_ends_the_children_and_may_be_done_twice() -> None:
    apart = Apart(SHORT, workers=2, parsers=TABLE)
    apart.close()
    apart.close()
    with pytest.raises(RuntimeError, match="closed"):
        apart.parsed(job("words"))
    other = Apart(SHORT, workers=1, parsers=TABLE)
    child = process(other)
    other.close()
    assert not running(child)
    other.close()


def test_closing_stops_a_document_in_the_making() -> None:
    apart = Apart(Limits(seconds=600), workers=1, parsers=TABLE)
    child = process(apart)
    reasons: list[str] = []
    waiting = threading.Thread(
        target=lambda: reasons.append(refusal(apart, job("loops")).reason), daemon=True
    )
    waiting.start()
    assert eventually(lambda: _busy(child))
    apart.close()
    waiting.join(PATIENCE)
    assert reasons == ["stopped before it was read"]
    assert not running(child)


def _busy(number: int) -> bool:
    """Whether a process has used a fifth of a second of processor time since it was started."""
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return fields[0] == "R" and int(fields[11]) > os.sysconf("SC_CLK_TCK") // 2


@pytest.mark.parametrize("parser", ["words", "loops"])
def test_no_child_outlives_a_killed_parent(parser: str) -> None:
    """Whether it waits for work or is in the middle of some."""
    program = (
        "import sys, json, threading\n"
        f"sys.path[:] = {sys.path!r}\n"
        f"from {__package__} import test_apart as t\n"
        "apart = t.Apart(t.Limits(seconds=600), 1, t.TABLE)\n"
        "print(t.process(apart), flush=True)\n"
        f"apart.parsed(t.job({parser!r}))\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = int(json.loads(parent.stdout.readline()))
        assert running(child)
        parent.kill()
    assert eventually(lambda: not running(child))


def test_ctrl_c_ends_parent_and_children_cleanly() -> None:
    program = (
        "import sys\n"
        f"sys.path[:] = {sys.path!r}\n"
        f"from {__package__} import test_apart as t\n"
        "with t.Apart(t.Limits(seconds=600), 2, t.TABLE) as apart:\n"
        "    print(t.process(apart), flush=True)\n"
        "    list(apart.each((n, t.job('loops')) for n in range(50)))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        child = int(parent.stdout.readline())
        assert eventually(lambda: _busy(child))
        os.killpg(parent.pid, signal.SIGINT)
        errors = parent.stderr.read().decode()
        parent.wait(PATIENCE)
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert errors.count("Traceback") == 1
    assert eventually(lambda: not running(child))
