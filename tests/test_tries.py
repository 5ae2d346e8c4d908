"""Wrong passwords and keys are remembered for a while, and in little memory."""

from __future__ import annotations

from rag.tries import Tries


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_after_so_many_the_next_waits_until_the_first_is_forgotten() -> None:
    clock = Clock()
    tries = Tries(3, 60, clock)
    for second in (0, 10, 20):
        clock.now = second
        assert tries.wait("Ada") == 0
        tries.wrong("Ada")
    assert tries.wait("Ada") == 40
    assert tries.wait("Ben") == 0
    clock.now = 61
    assert tries.wait("Ada") == 0


def test_what_is_too_long_ago_is_forgotten() -> None:
    clock = Clock()
    tries = Tries(1, 60, clock)
    for second, name in enumerate("abcdef"):
        clock.now = second * 50
        tries.wrong(name)
    assert tries.remembered == 2


def test_however_many_try_only_the_latest_are_remembered() -> None:
    tries = Tries(1, 60, Clock(), held=100)
    for n in range(1000):
        tries.wrong(n)
    assert tries.remembered == 100
    assert tries.wait(999) == 60
    assert tries.wait(1) == 0


def test_whoever_tries_again_is_among_the_latest() -> None:
    tries = Tries(2, 60, Clock(), held=2)
    for each in ("Ada", "Ben", "Ada", "Cem"):
        tries.wrong(each)
    assert tries.wait("Ada") == 60
    assert tries.remembered == 2
