"""Values of settings as a person gives them, in rag.toml and in the environment, made plain."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.classes import as_object
from rag.errors import SettingsError

Given = tuple[str, Any, str]
"""A setting's name, its value as it was given, and where."""

_NUMBERS: Mapping[str, tuple[type[int] | type[float], str]] = {
    "int": (int, "a whole number"),
    "float": (float, "a number"),
}


def from_file(path: Path) -> list[Given]:
    """What a rag.toml says; nothing where there is none. Raises SettingsError."""
    if not path.is_file():
        return []
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error
    return [(name, value, str(path)) for name, value in table.items()]


def from_environment(environment: Mapping[str, str]) -> list[Given]:
    """What ``RAG_*`` says; an empty variable counts as not set."""
    rows: list[Given] = []
    # The usual name for a key is honoured as a key only: it never turns a model on.
    if environment.get("OPENAI_API_KEY"):
        rows += [
            (name, environment["OPENAI_API_KEY"], "OPENAI_API_KEY")
            for name in ("llm_api_key", "embedding_api_key")
        ]
    for key, value in environment.items():
        if key.startswith("RAG_") and value != "":
            rows.append((key.removeprefix("RAG_").lower(), value, key))
    return rows


def as_declared(name: str, raw: Any, where: str, kind: str) -> Any:
    """A value of the kind ``str``, ``int``, ``float`` or ``bool``. Raises SettingsError."""
    if kind == "bool":
        return _switched(name, raw, where)
    if kind in _NUMBERS:
        number, wanted = _NUMBERS[kind]
        try:
            return number(str(raw))
        except ValueError:
            raise SettingsError(f"{name} from {where} must be {wanted}, not {raw!r}") from None
    if not isinstance(raw, (str, Path)):
        raise SettingsError(f"{name} from {where} must be text, not {raw!r}")
    return str(raw)


def as_json(name: str, raw: Any, where: str) -> str:
    """An object, given as JSON or as a table, as JSON. Raises SettingsError."""
    what = f"the arguments {name} from {where}"
    if isinstance(raw, Mapping):
        try:
            return json.dumps(raw, ensure_ascii=False)
        except (TypeError, ValueError) as error:
            raise SettingsError(f"{what} cannot be written as JSON: {error}") from error
    if not isinstance(raw, str):
        raise SettingsError(f"{what} must be a JSON object or a table, not {type(raw).__name__}")
    return json.dumps(as_object(raw, what), ensure_ascii=False)


def _switched(name: str, raw: Any, where: str) -> bool:
    said = str(raw).strip().casefold()
    if said in ("1", "true", "yes", "on"):
        return True
    if said in ("0", "false", "no", "off"):
        return False
    raise SettingsError(f"{name} from {where} must be true or false, not {raw!r}")
