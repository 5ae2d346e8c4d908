"""Articles flow one way through the house, and its modules stay small. See docs/architecture.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from project.modules import ROOT, Module, modules

FOUNDATION = (
    "types errors masking classes given markup settings logs telemetry progress newest patience "
    "agencies sentences terms token_vectors lean_numpy lean_spacy token_rules grammar asking "
    "bylines addresses private"
).split()
"""Left of every room; among themselves each uses only what stands to its left."""
ROOMS = (
    "intake library retrieval answering opening collection gathering conversations keepsakes "
    "documents users keys tries assistant uploads pending ended jobs places"
).split()
FACES = "page rest serve mcp_server cli evaluation llamaindex testing".split()
ORDER = [*FOUNDATION, *ROOMS]

BETWEEN_FACES = {
    ("serve", "page"),  # the server serves the page
    ("serve", "rest"),  # and beside it the REST interface
    ("mcp_server", "serve"),  # it listens as the page's server does
    ("mcp_server", "rest"),  # and has the same door
    ("cli", "serve"),  # `rag serve`
    ("cli", "mcp_server"),  # `rag mcp`
    ("cli", "evaluation"),  # `rag eval`
    ("__main__", "cli"),  # `python -m rag`
}
NOT_FOR = {
    "testing": {"intake", "library", "retrieval", "opening", "assistant"}
}  # doubles stand in for parts, so they need only the parts' interfaces

LONGEST_MODULE = 300
LONGEST_FUNCTION = 45
LONGER: dict[str, str] = {
    "rag.assistant": "each public method of Rag with all its options and what it raises",
}
"""Modules over the limit, with the reason."""

ALL = modules()


def allowed(room: str) -> set[str]:
    """What a room may use."""
    if room == "":
        return set(ORDER)  # the public names, loaded on first use
    if room in ORDER:
        return set(ORDER[: ORDER.index(room)])
    faces = {other for face, other in BETWEEN_FACES if face == room}
    return (set(ORDER) | faces) - NOT_FOR.get(room, set())


def trespasses(module: Module) -> Iterator[str]:
    for used, line in module.imported():
        if used != module.room and used not in allowed(module.room):
            yield f"{module.place}:{line} uses rag.{used}"


def written(text: str) -> Module:
    """A module of the library that holds this."""
    return Module(ROOT / "rag" / "library" / "written.py", text)


def test_every_module_has_a_place_in_the_order() -> None:
    placed = {"", "__main__", *ORDER, *FACES}
    assert {each.room for each in ALL} - placed == set(), "give it a place in ORDER or FACES"


def test_every_module_uses_only_what_stands_to_its_left() -> None:
    assert [each for module in ALL for each in trespasses(module)] == []


def test_an_import_to_the_right_would_be_seen() -> None:
    assert list(trespasses(written("from rag.answering.models import Piece"))) == [
        "rag/library/written.py:1 uses rag.answering"
    ]
    assert list(trespasses(written("def f():\n    from rag import cli"))) == [
        "rag/library/written.py:2 uses rag.cli"
    ]
    assert list(trespasses(written("from ..answering import models\nfrom .schema import a"))) == [
        "rag/library/written.py:1 uses rag.answering"
    ]


def test_every_module_validates_by_raising_and_not_by_assert() -> None:
    found = [
        f"{module.place}:{node.lineno}"
        for module in ALL
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assert)
    ]
    assert found == [], "python -O would skip it"


def test_every_module_is_short() -> None:
    long = {module.name for module in ALL if module.lines > LONGEST_MODULE}
    assert long == LONGER.keys(), "split it along the flow, or list it with the reason"


def test_every_function_is_short() -> None:
    long = [
        f"{module.place}: {node.name} has {lines} lines"
        for module in ALL
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_exception_to_a_rule_says_its_reason() -> None:
    excused = re.compile(r"#\s*(?:type:\s*ignore|noqa)")
    reasoned = re.compile(r"#\s*(?:type: ignore\[[\w, -]+\]|noqa: [A-Z0-9, ]+)\s*(?:#|—|-)\s*\S")
    silent = [
        f"{module.place}:{n} {line.strip()}"
        for module in ALL
        for n, line in enumerate(module.text.splitlines(), 1)
        if excused.search(line) and not reasoned.search(line)
    ]
    assert silent == []


def test_every_module_says_what_it_is_for() -> None:
    assert [m.place for m in ALL if m.lines and not ast.get_docstring(m.tree)] == []
