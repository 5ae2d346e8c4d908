"""Every regular expression of this part stays near linear on long, repetitive input."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import rag.intake.web
from intake.test_patterns import PUMPS, near_linear

MORE = (
    *("<a>", "<a=", "<b a='b' ", "a@", "a@b", "a@b(", "xn--", "0x", "a.", "://", "]:", "[a", "。"),
    *("The post ", "The post a appeared first on ", "Read more ", 'encoding="', "encoding="),
)


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes], bool]]:
    """Each pattern, and whether it is searched for within a text."""
    for found in pkgutil.iter_modules(rag.intake.web.__path__, "rag.intake.web."):
        module = importlib.import_module(found.name)
        source = inspect.getsource(module)
        for key, value in vars(module).items():
            if isinstance(value, re.Pattern):
                searched = re.search(rf"\b{key}\.(?:search|finditer|sub|split)\b", source)
                yield f"{found.name.rpartition('.')[2]}.{key}", value, bool(searched)


def test_there_are_patterns_to_try() -> None:
    assert len(list(patterns())) >= 8


@pytest.mark.parametrize(("name", "pattern", "searched"), list(patterns()))
def test_a_pattern_is_near_linear(name: str, pattern: Any, searched: bool) -> None:
    def work(text: str) -> None:
        value = text.encode() if isinstance(pattern.pattern, bytes) else text
        pattern.match(value)
        pattern.fullmatch(value)
        if searched:
            sum(1 for _ in pattern.finditer(value))

    assert [pump for pump in (*PUMPS, *MORE) if not near_linear(work, pump)] == []
