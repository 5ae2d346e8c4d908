"""spaCy without its command line, which its package imports along with itself.

For one function, ``spacy.info``, that takes typer, jinja2, requests and 430 modules in all: a third
of the time of the import, at every start.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

_COMMANDS, _INFO = "spacy.cli", "spacy.cli.info"


def pipeline(folder: Path) -> Language:
    """The pipeline in a folder, without the step that ships disabled."""
    if "spacy" in sys.modules:
        import spacy
    else:
        with _without_commands():
            import spacy
    return spacy.load(folder, exclude=["senter"])


@contextmanager
def _without_commands() -> Iterator[None]:
    """Empty modules in their place; who asks for them afterwards gets the real ones."""
    commands, info = ModuleType(_COMMANDS), ModuleType(_INFO)
    commands.__path__ = []
    vars(info)["info"] = _info
    sys.modules.update({_COMMANDS: commands, _INFO: info})
    try:
        yield
    finally:
        for name in (_COMMANDS, _INFO):
            sys.modules.pop(name, None)


def _info(*words: Any, **options: Any) -> Any:
    from spacy.cli.info import info

    return info(*words, **options)
