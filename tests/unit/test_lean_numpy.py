"""NumPy keeps to one thread in the programs that are Byline's own, and there alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rag.lean_numpy import environment, is_on_one_thread, on_one_thread

THREADS = "OPENBLAS_NUM_THREADS"


def run(program: str, **changes: str) -> str:
    """What a process of its own prints."""
    own = {name: value for name, value in os.environ.items() if name != THREADS}
    words = [sys.executable, "-c", program]
    ended = subprocess.run(words, env=own | changes, capture_output=True, text=True, check=True)
    return ended.stdout.split()[-1]


TOLD = f"import os; print(os.environ.get({THREADS!r}))"
COMMAND = (
    "import rag.cli as cli, contextlib\nwith contextlib.suppress(SystemExit): cli.main(['-h'])"
)


def test_the_command_keeps_to_one_thread() -> None:
    assert run(f"{COMMAND}\n{TOLD}") == "1"


def test_what_somebody_decided_stands() -> None:
    assert run(f"{COMMAND}\n{TOLD}", **{THREADS: "4"}) == "4"


def test_a_program_that_uses_byline_decides_for_itself() -> None:
    assert run(f"from rag import Rag\n{TOLD}") == "None"


def test_it_is_too_late_where_numpy_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(THREADS, raising=False)
    assert "numpy" in sys.modules or __import__("numpy")
    on_one_thread()
    assert not is_on_one_thread()


def test_a_process_that_is_begun_keeps_to_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(THREADS, raising=False)
    assert environment()[THREADS] == "1"
    monkeypatch.setenv(THREADS, "3")
    assert environment()[THREADS] == "3"
    assert not is_on_one_thread()
