"""Work beside the server ends with it."""

from __future__ import annotations

import threading

import pytest

from rag.page.warming import Warming


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_the_work_meets_after_the_end_is_no_fault() -> None:
    begun, closed = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        closed.wait(10)
        raise RuntimeError("the library is closed")

    warming = Warming(work)
    warming.start()
    begun.wait(10)
    warming.end(0)
    closed.set()
    warming.end(10)


def test_the_end_waits_for_the_work() -> None:
    done: list[bool] = []
    warming = Warming(lambda: done.append(True))
    warming.start()
    warming.end(10)
    assert done == [True]


def test_a_work_that_never_began_needs_no_waiting() -> None:
    Warming(lambda: None).end(10)
