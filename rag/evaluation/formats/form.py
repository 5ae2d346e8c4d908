"""A form of questions: how it is known, read and written."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation.questions import Gold


@dataclass(frozen=True, slots=True)
class Sample:
    """What a form is recognised by: the first object of a file, or what a folder holds."""

    path: Path
    first: Mapping[str, Any]
    """Empty for a folder."""
    names: frozenset[str] = frozenset()
    """Of the files in a folder."""

    def has(self, *fields: str) -> bool:
        return all(field in self.first for field in fields)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A place of a file that holds no question, and why. ``line`` is None of a whole file."""

    line: int | None
    why: str
    file: Path | None = None
    """Where that is not the file that was named."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}" if self.line is not None else self.why


@dataclass(frozen=True, slots=True)
class Placed:
    """A question, and the line it stands in; None where a line holds many or it lies in several."""

    line: int | None
    gold: Gold


Articles = Iterator[Mapping[str, Any]]
"""Rows that `rag ingest` reads from JSON Lines: id, title, text and what else is known."""


@dataclass(frozen=True, slots=True)
class Form:
    """``read`` yields a Wrong in the place of each question that is none, and goes on."""

    name: str
    what: str
    recognises: Callable[[Sample], bool]
    read: Callable[[Path], Iterator[Placed | Wrong]]
    write: Callable[[Sequence[Gold], Path], None] | None = None
    articles: Callable[[Path], Articles] | None = None
    """The articles that come with it; None when none do."""


Row = Mapping[str, Any]


def by_row(gold: Callable[[Row, int], Gold]) -> Callable[[Path], Iterator[Placed | Wrong]]:
    """The reader of a form that has an object a question."""

    def read(path: Path) -> Iterator[Placed | Wrong]:
        for line, row in rows(path):
            yield row if isinstance(row, Wrong) else made(gold, row, line)

    return read


def made(gold: Callable[[Row, int], Gold], row: Row, line: int) -> Placed | Wrong:
    """The question of a row, or what is wrong with it."""
    try:
        return Placed(line, gold(row, line))
    except KeyError as error:
        return Wrong(line, f"lacks '{error.args[0]}'")
    except (ValueError, TypeError, AttributeError) as error:
        return Wrong(line, str(error))


def rows(path: Path, what: str = "questions") -> Iterator[tuple[int, Row | Wrong]]:
    """The objects of JSON Lines, or of one JSON list, each with the line it begins in."""
    text = read_text(path, what)
    if text.lstrip()[:1] == "[":
        yield from _of_list(text)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _object(line, number)


def _of_list(text: str) -> Iterator[tuple[int, Row | Wrong]]:
    decoder, at = json.JSONDecoder(), text.index("[") + 1
    while True:
        while text[at : at + 1] in (" ", "\n", "\r", "\t", ","):
            at += 1
        if text[at : at + 1] == "]":
            return
        number = text.count("\n", 0, at) + 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield number, Wrong(number, f"not valid JSON: {error}")
            return
        yield number, value if isinstance(value, dict) else Wrong(number, "not an object {...}")


def _object(line: str, number: int) -> Row | Wrong:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return Wrong(number, f"not valid JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        return Wrong(number, f"not readable JSON: {error}")
    return value if isinstance(value, dict) else Wrong(number, "not an object {...}")


def whole(path: Path) -> Any:
    """The one JSON value of a file. Raises UsageError with the line that is wrong."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}, line {error.lineno}: not valid JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not readable JSON: {error}") from error


def read_text(path: Path, what: str = "questions") -> str:
    """A file's text, unpacked where its name ends in .gz. Raises UsageError."""
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return raw.decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"there are no {what} in '{path}': no such file") from None
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def write_lines(path: Path, values: Iterator[Mapping[str, Any]]) -> None:
    """JSON Lines, written beside and put in place when they are whole."""
    write_text(path, "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in values))


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)


def texts(value: object, field: str) -> tuple[str, ...]:
    """A list of texts. Raises ValueError, which names the field, for another value."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"'{field}' must be a list of texts")
    return tuple(value)


def text(row: Row, field: str) -> str:
    """A text that must be there. Raises KeyError, ValueError."""
    value = row[field]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"'{field}' must be text that is not empty")
    return value
