"""The package's modules as text and as trees, for tests that read them without importing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Module:
    path: Path
    text: str

    @property
    def name(self) -> str:
        """``rag.library.ledger``; a package goes by its folder."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts).removesuffix(".__init__")

    @property
    def place(self) -> str:
        """Where it stands, as a person looks it up."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def room(self) -> str:
        """The first name below ``rag``; empty for the package itself."""
        return self.name.removeprefix("rag").lstrip(".").split(".")[0]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def imported(self) -> Iterator[tuple[str, int]]:
        """Rooms of ``rag`` that it imports anywhere, inside functions and for types too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{self._home(node)}.{alias.name}" for alias in node.names]
            else:
                continue
            for name in names:
                top, _, below = name.partition(".")
                if top == "rag" and below and below.split(".")[0] not in OF_THE_PACKAGE:
                    yield below.split(".")[0], node.lineno

    def _home(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".")
        if self.path.name != "__init__.py":
            package = package[:-1]
        above = package[: len(package) - node.level + 1]
        return ".".join([*above, *filter(None, [node.module])])


OF_THE_PACKAGE = {"__version__"}
"""What ``rag/__init__.py`` itself holds: any room may use it."""


def modules() -> list[Module]:
    paths = sorted((ROOT / "rag").rglob("*.py"))
    return [Module(path, path.read_text(encoding="utf-8")) for path in paths]
