"""YAML front matter between two lines of ``---``: what an article says of itself."""

from __future__ import annotations

import re
from typing import Any

from rag.intake import fields
from rag.intake.draft import Draft, Unreadable

WHERE = "front matter"
_LONGEST = 16_384
_FENCE = re.compile(r"---[ \t]*\n")
# A field that is beyond doubt: a word, and a value without any sign that YAML gives a meaning. Most
# are, and take a fiftieth of the parser's time.
_PLAIN = re.compile(r"([A-Za-z_]+): ([A-Za-z0-9](?:[\w .,;/()+@'’“”?!&%$€£–—-]|:(?=[^ ]))*(?<! ))")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def split(text: str) -> tuple[Draft | None, str, int]:
    """The fields, the text below them, and the number of its first line.

    A text without front matter comes back whole, with None. Raises Unreadable with the line for
    malformed YAML or fields.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    opening = _FENCE.match(text)
    closing = _END.search(text, opening.end(), opening.end() + _LONGEST) if opening else None
    if not opening or not closing:
        return None, text, 1
    head = text[opening.end() : closing.start()]
    values = _parsed(head)
    if values is None:
        return None, text, 1
    try:
        given = fields.draft(values, WHERE)
    except Unreadable as error:
        raise Unreadable(error.reason, _line_of(error.reason, head)) from error
    return given, text[closing.end() :].removeprefix("\n"), head.count("\n") + 3


def _parsed(block: str) -> dict[str, Any] | None:
    """The mapping of a block; None when the block is no mapping but a text between two rules."""
    lines = block.split("\n")
    plain = [_PLAIN.fullmatch(line) for line in lines[:-1]]
    if lines[-1] == "" and plain and all(plain):
        return {found[1].lower(): found[2] for found in plain if found is not None}
    import yaml

    try:
        value = yaml.load(block, Loader=_loader())  # noqa: S506  # a loader of strings only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 2 if mark else None
        raise Unreadable(f"front matter is not valid YAML: {_said(error.problem)}", line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Unreadable("front matter is not valid YAML: odd characters or nesting", 2) from error
    if isinstance(value, dict) or value is None:
        return {str(key).lower(): item for key, item in (value or {}).items()}
    return None


def _loader() -> type:
    """PyYAML's loader that makes strings of everything, and refuses references.

    Typed loaders turn ``title: 1984`` and ``source: No`` into other things; references make small
    files huge when they are followed.
    """
    import yaml

    class Plain(yaml.BaseLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                mark = self.get_event().start_mark  # type: ignore[no-untyped-call]  # untyped in pyyaml
                raise yaml.MarkedYAMLError(
                    problem="references (*name) are not read", problem_mark=mark
                )
            return super().compose_node(parent, index)

    return Plain


def _said(problem: str | None) -> str:
    if problem and "mapping values are not allowed" in problem:
        return "a colon inside a value; put the value in quotes"
    return problem or "malformed"


def _line_of(reason: str, head: str) -> int:
    """The line of the field that a reason begins with."""
    name = reason.split(" ", 1)[0]
    for number, line in enumerate(head.split("\n"), start=2):
        if line.lower().startswith(name + ":"):
            return number
    return 1
