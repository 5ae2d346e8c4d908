"""A class from elsewhere, as a setting names it: by its import path, with arguments as JSON.

``package.module:Class`` or ``package.module.Class``, made without arguments; those it needs
follow: ``package.module:Class{"model_name": "..."}``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rag.errors import SettingsError


@dataclass(frozen=True)
class ImportPath:
    """Where a class lies and what it is made with."""

    module: str
    name: str
    arguments: Mapping[str, Any]

    @classmethod
    def read(cls, setting: str) -> ImportPath:
        """Raises SettingsError, with the right form, for a text that is none."""
        path, brace, rest = setting.partition("{")
        module, _, name = path.partition(":") if ":" in path else path.rpartition(".")
        try:
            arguments = json.loads(brace + rest or "{}")
        except json.JSONDecodeError as error:
            raise SettingsError(f"the arguments in '{setting}' are not JSON: {error}") from error
        if not (name.isidentifier() and all(part.isidentifier() for part in module.split("."))):
            raise SettingsError(
                f"'{setting}' is not the import path of a class; write `module:Class`, or "
                '`module:Class{"argument": "value"}`'
            )
        return cls(module, name, arguments)

    @property
    def shown(self) -> str:
        """Without the arguments, which may hold a key."""
        return f"{self.module}:{self.name}"

    def found(self) -> object:
        """What the module has by that name; None if nothing. Raises whatever importing raises."""
        return getattr(import_module(self.module), self.name, None)
