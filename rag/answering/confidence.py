"""How likely it is that the passages answer the question: one readable sum, calibrated.

A logistic regression over the signs of :mod:`rag.answering.signs`: the log-odds are a sum of their
values, each times its weight. The weights stand in ``confidence.json`` with how they were made
(``make tune-confidence``); none is below zero, so that more of a sign never makes an answer less
likely. See docs/decisions/0025-saying-no.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from rag.errors import WeightsDamaged

FILE = "confidence.json"
CLEAR, HARDLY = 0.4, 0.1
"""A sentence that the rules of choosing give so much answers where confidence is lower, unless such
passages hardly ever do: a question of few words ("Who owns it?") is near to no passage. The model
of comprehension has to find an answer there too."""
NEAR = 0.5
"""Cosine from which the nearest sentence may answer where the rules choose none: what is farther
seldom does (docs/decisions/0064-weighed-where-no-rule-was-made.md)."""
FOUND, PERHAPS = 0.5, 0.3
"""How likely the model of comprehension must find an answer where a sentence is quoted that is not
near, and where the rules are taken at their word."""


@dataclass(frozen=True)
class Calibration:
    """The weights of the signs, and from which confidence on something is answered."""

    weights: Mapping[str, float]
    intercept: float
    answered_from: float
    """Below, the passages are taken not to answer, whatever sentence fits best."""
    sure_from: float
    """From here on the sentence that fits best is quoted even where no rule finds one."""

    @classmethod
    def learned(cls) -> Calibration:
        """The one that ships. Raises WeightsDamaged."""
        return _stored()

    @classmethod
    def read(cls, text: str, place: str = FILE) -> Calibration:
        """From JSON. Raises WeightsDamaged, with what is wrong, for anything else than weights."""
        try:
            stored = json.loads(text)
            weights = {str(name): float(value) for name, value in stored["weights"].items()}
            others = [float(stored[n]) for n in ("intercept", "answered_from", "sure_from")]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WeightsDamaged(place, repr(error)) from error
        if not all(map(math.isfinite, (*weights.values(), *others))):
            raise WeightsDamaged(place, "a number is not finite")
        if not weights or min(weights.values()) < 0:
            raise WeightsDamaged(place, "there is no weight, or one below zero")
        return cls(weights, *others)

    def bears(self, signs: Mapping[str, float]) -> bool:
        """Whether a sentence that the rules choose may answer. Of a question of many clauses none
        is clear alone. Raises WeightsDamaged."""
        found = signs["rules"] >= CLEAR and signs["read"] >= PERHAPS
        clear = found and not signs["clauses"]
        least = HARDLY if clear else self.answered_from
        return self.confidence(signs) >= least

    def is_sure(self, signs: Mapping[str, float]) -> bool:
        """Whether what fits best may answer where the rules choose nothing: a sentence that is
        near in meaning. Of a question of many clauses none is near alone, and the first bound is
        enough for several that hold it together. Raises WeightsDamaged."""
        confidence = self.confidence(signs)
        if signs["clauses"]:
            return confidence >= self.answered_from
        fits = signs["sentence"] >= NEAR or signs["read"] >= FOUND
        return fits and confidence >= self.sure_from

    def confidence(self, signs: Mapping[str, float]) -> float:
        """From 0 to 1. Raises WeightsDamaged when a sign has no weight, or a weight no sign."""
        if signs.keys() != self.weights.keys():
            odd = sorted(signs.keys() ^ self.weights.keys())
            raise WeightsDamaged(FILE, f"the signs and the weights differ in {', '.join(odd)}")
        total = self.intercept + sum(self.weights[name] * signs[name] for name in self.weights)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=1)
def _stored() -> Calibration:
    return Calibration.read(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
