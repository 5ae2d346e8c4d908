"""spaCy without its command line, which its package imports along with itself, and with products
that take a third of the time.

For one function, ``spacy.info``, the command line takes typer, jinja2, requests and 430 modules in
all: a third of the time of the import, at every start. Products are NumPy's where those keep to one
thread (:mod:`rag.lean_numpy`); elsewhere they stay those of BLIS, since many small ones on several
threads take longer than they save.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from rag.lean_numpy import is_on_one_thread

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
    nlp = spacy.load(folder, exclude=["senter"])
    if is_on_one_thread():
        _multiply_by_numpy(nlp)
    return nlp


def _multiply_by_numpy(nlp: Language) -> None:
    """The layers of this pipeline alone: others may be somebody else's."""
    from thinc.api import Model, NumpyOps

    ops = NumpyOps(use_blis=False)
    for _, step in nlp.pipeline:
        model = getattr(step, "model", None)
        for layer in model.walk() if isinstance(model, Model) else ():
            if type(layer.ops) is NumpyOps:
                layer.ops = ops


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
