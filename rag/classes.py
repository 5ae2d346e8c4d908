"""A class from elsewhere, as a setting names it: by its import path, with arguments as JSON.

``package.module:Class`` or ``package.module.Class``, made without arguments; those it needs
follow: ``package.module:Class{"model_name": "..."}``, or stand in a setting of their own. What
such a class raises is told as an error of ours that names it, without the secrets among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rag.errors import BylineError, SettingsError
from rag.masking import MASK, is_secret

_SHORTEST = 4
"""Characters; what is shorter is no secret, and covering it would garble the message."""


@dataclass(frozen=True)
class ImportPath:
    """Where a class lies and what it is made with."""

    module: str
    name: str
    arguments: Mapping[str, Any]

    @classmethod
    def read(cls, setting: str, arguments: str | None = None) -> ImportPath:
        """``arguments`` is a JSON object of more of them; those in the setting itself win.

        Raises SettingsError, with the right form, for a text that is none.
        """
        path, brace, rest = setting.partition("{")
        module, _, name = path.partition(":") if ":" in path else path.rpartition(".")
        if not (name.isidentifier() and all(part.isidentifier() for part in module.split("."))):
            raise SettingsError(
                f"'{path}' is not the import path of a class; write `module:Class`, or "
                '`module:Class{"argument": "value"}`'
            )
        own = as_object(brace + rest, f"the arguments of {path}")
        return cls(module, name, {**as_object(arguments, f"the arguments for {path}"), **own})

    @property
    def shown(self) -> str:
        """Without the arguments, which may hold a key."""
        return f"{self.module}:{self.name}"

    @property
    def stamp(self) -> str:
        """With the arguments but the secrets: two that are equal are the same part."""
        told = without_secrets(self.arguments)
        return self.shown + (json.dumps(told, sort_keys=True, ensure_ascii=False) if told else "")

    def found(self) -> object:
        """What the module has by that name; None if nothing. Raises whatever importing raises."""
        return getattr(import_module(self.module), self.name, None)

    def kind(
        self, base: type[Any], setting: str, error: type[BylineError], remedy: str = ""
    ) -> type[Any]:
        """The class, which is a ``base`` of LlamaIndex's. Raises ``error``, naming the setting."""
        with blaming(f"importing '{self.module}' for {setting}", error, remedy=remedy):
            found = self.found()
        if not (isinstance(found, type) and issubclass(found, base)):
            raise error(
                f"'{self.module}' has no class '{self.name}' that is a LlamaIndex "
                f"{base.__name__}{remedy or f'; correct the name in {setting}'}"
            )
        return found

    def made(self, base: type[Any], setting: str, error: type[BylineError], what: str) -> Any:
        """One of that class. Raises ``error``, which says what the class says of its arguments."""
        found = self.kind(base, setting, error)
        with blaming(f"making {what} {self.shown}", error, self.secrets):
            return found(**self.arguments)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown of the arguments."""
        return tuple(_secrets(self.arguments))


@contextmanager
def blaming(
    where: str, error: type[BylineError], secrets: tuple[str, ...] = (), remedy: str = ""
) -> Iterator[None]:
    """Code from elsewhere may raise anything: it is named in the error, its own is the cause."""
    try:
        yield
    except Exception as fault:
        said = " ".join(str(fault).split())
        told = f"{where} failed: {type(fault).__name__}: {said}{remedy}"
        raise error(covered(told, secrets)) from fault


def covered(text: str, secrets: tuple[str, ...]) -> str:
    """A text without these secrets."""
    for each in secrets:
        text = text.replace(each, MASK)
    return text


def as_object(text: str | None, what: str) -> dict[str, Any]:
    """A JSON object; empty for no text. Raises SettingsError."""
    try:
        value = json.loads(text or "{}")
    except (json.JSONDecodeError, RecursionError) as error:
        raise SettingsError(f"{what} are not JSON: {error}") from error
    if not isinstance(value, dict):
        raise SettingsError(
            f'{what} must be a JSON object such as {{"name": "value"}}, not {type(value).__name__}'
        )
    return value


def without_secrets(value: Any) -> Any:
    """Arguments as they may be stored, at any depth."""
    if isinstance(value, Mapping):
        kept = {name: item for name, item in value.items() if not is_secret(str(name))}
        return {name: without_secrets(item) for name, item in kept.items()}
    return [without_secrets(item) for item in value] if isinstance(value, list) else value


def _secrets(value: Any, secret: bool = False) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _secrets(item, secret or is_secret(str(name)))
    elif isinstance(value, list):
        for item in value:
            yield from _secrets(item, secret)
    elif secret and isinstance(value, str) and len(value) > _SHORTEST:
        yield value
