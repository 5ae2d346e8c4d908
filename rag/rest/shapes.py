"""JSON schemas in few words."""

from __future__ import annotations

from typing import Any

COMPONENTS = "#/components/schemas/"
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer"}
FLAG: dict[str, Any] = {"type": "boolean"}
TEXTS: dict[str, Any] = {"type": "array", "items": TEXT}


def form(**properties: Any) -> dict[str, Any]:
    """An object that has all of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def component(name: str) -> dict[str, str]:
    """What is described elsewhere under this name."""
    return {"$ref": f"{COMPONENTS}{name}"}


def several(each: dict[str, Any]) -> dict[str, Any]:
    """A list."""
    return {"type": "array", "items": each}


def maybe(each: dict[str, Any]) -> dict[str, Any]:
    """It, or null."""
    return {"anyOf": [each, {"type": "null"}]}
