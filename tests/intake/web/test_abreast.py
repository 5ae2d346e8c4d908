"""Results come in order however long each takes; faults of the program are not swallowed."""

from __future__ import annotations

import threading

import pytest

from rag.intake.web import abreast


def test_a_fast_host_does_not_overtake_a_slow_one_in_the_results() -> None:
    gone_ahead = threading.Event()

    def work(item: str) -> str:
        if item == "slow":
            assert gone_ahead.wait(5), "the others did not go on meanwhile"
        elif item == "last":
            gone_ahead.set()
        return item.upper()

    items = ["slow", "fast", "next", "last"]
    found = list(abreast.in_order(items, lambda i: i, work, len, lambda: None))
    assert found == [(item, item.upper()) for item in items]


def test_what_waits_for_a_slow_host_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abreast, "HELD", 1000)
    started: list[int] = []
    released = threading.Event()

    def work(item: int) -> bytes:
        started.append(item)
        if item == 0:
            assert released.wait(5)
        elif len(started) >= 3:
            released.set()
        return bytes(600)

    found = abreast.in_order(range(20), str, work, len, released.set)
    assert next(found)[0] == 0
    assert len(started) < 10
    assert [item for item, _ in found] == list(range(1, 20))


def test_a_fault_of_the_program_reaches_whoever_reads_the_results() -> None:
    def work(item: int) -> int:
        return 1 // item

    ended: list[bool] = []
    found = abreast.in_order([1, 0, 1], str, work, int, lambda: ended.append(True))
    assert next(found) == (1, 1)
    with pytest.raises(ZeroDivisionError):
        next(found)
    assert ended == [True]
