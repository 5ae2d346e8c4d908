"""An optional model that says whether a text follows from another: by a setting, off by default.

``RAG_ENTAILMENT`` names ``module:Class`` of your own, or a folder or file of an ONNX cross-encoder
for natural language inference. The rules come first; the model never makes good what they call
wrong in one precise way.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from rag.errors import EntailmentError, SettingsError

CONTRADICTED = 0.8
"""Probability of a contradiction from which a sentence is unsupported."""
ENTAILED = 0.8
"""Probability of entailment from which what the rules could not tell is supported."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities from 0 to 1 that a hypothesis follows from a premise, or contradicts it."""

    entailment: float
    contradiction: float


@runtime_checkable
class Entailment(Protocol):
    """A model of natural language inference. It may raise what it likes; see :func:`scored`."""

    def scores(self, premise: str, hypothesis: str) -> Scores | Sequence[float]:
        """:class:`Scores`, or the two numbers: entailment, contradiction."""
        ...


def scored(model: Entailment, premise: str, hypothesis: str) -> Scores:
    """What a model says of one pair, checked. Raises EntailmentError when it misbehaves."""
    name = type(model).__name__
    try:
        said = model.scores(premise, hypothesis)
    except Exception as error:
        raise EntailmentError(
            f"the entailment model {name} failed: {type(error).__name__}: {error};"
            " unset RAG_ENTAILMENT to check by rules alone"
        ) from error
    pair = (said.entailment, said.contradiction) if isinstance(said, Scores) else said
    try:
        entailment, contradiction = (float(value) for value in pair)
    except (TypeError, ValueError):
        raise EntailmentError(
            f"the entailment model {name} must give two numbers (entailment, contradiction),"
            f" not {said!r}"
        ) from None
    if not all(math.isfinite(p) and 0 <= p <= 1 for p in (entailment, contradiction)):
        raise EntailmentError(
            f"the entailment model {name} must give probabilities from 0 to 1, not {said!r}"
        )
    return Scores(entailment, contradiction)


def open_entailment(setting: str | None) -> Entailment | None:
    """The model a setting names; None for none. Raises SettingsError."""
    if not setting:
        return None
    path = Path(setting).expanduser()
    if path.suffix == ".onnx" or path.is_dir():
        from rag.answering.cross_encoder import CrossEncoder

        return CrossEncoder.load(path)
    return _imported(setting)


def _imported(setting: str) -> Entailment:
    module, colon, name = setting.partition(":")
    if not colon or not module or not name:
        raise SettingsError(
            f"entailment must be module:Class, or the path of an ONNX model that is there,"
            f" not '{setting}'"
        )
    try:
        made = getattr(importlib.import_module(module), name)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise SettingsError(f"entailment '{setting}' cannot be opened: {error}") from error
    if not isinstance(made, Entailment):
        raise SettingsError(f"entailment '{setting}' has no method scores(premise, hypothesis)")
    return made
