"""Values made again of their JSON: the way back from :func:`rag.types.plain.plain`."""

from __future__ import annotations

import types
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def restored(kind: type[T], value: Any) -> T:
    """The dataclass that an object was made of. Fields it lacks take their defaults, those it has
    besides are passed over: an object may be older or newer than the class.

    Raises TypeError, ValueError, KeyError for what is no such object.
    """
    made = _of(kind, value)
    if not isinstance(made, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return made


def _of(kind: Any, value: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind, value)
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _one_of(inside, value)
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise TypeError(f"a list is wanted, not {value!r}")
        return tuple(_of(inside[0], each) for each in value)
    if origin is not None and issubclass(origin, Mapping):
        return dict(value)
    return _plain(kind, value)


def _dataclass(kind: type[Any], value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise TypeError(f"an object is wanted for {kind.__name__}, not {value!r}")
    hints = _hints(cast(Hashable, kind))
    named = {each.name: hints[each.name] for each in fields(kind) if each.init}
    return kind(**{name: _of(hint, value[name]) for name, hint in named.items() if name in value})


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        if type(None) not in kinds:
            raise TypeError("a value is wanted, not null")
        return None
    if datetime in kinds and date in kinds:
        return _plain(date if len(value) == len("2022-03-06") else datetime, value)
    rest = [each for each in kinds if each is not type(None)]
    return _of(rest[0], value)


def _plain(kind: Any, value: Any) -> Any:
    if kind is Any:
        return value
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if issubclass(kind, StrEnum):
        return kind(value)
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} is wanted, not {value!r}")
    return value
