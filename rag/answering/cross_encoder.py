"""A cross-encoder for natural language inference in ONNX, with its tokenizer beside it.

The folder is laid out as Hugging Face exports it: ``model.onnx``, ``tokenizer.json`` and
``config.json``, whose ``id2label`` tells which output is which.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.answering.entailment import Scores
from rag.errors import SettingsError

LONGEST = 512
"""Tokens of premise and hypothesis together; what is longer is cut, the premise first."""
_KINDS = ("entailment", "contradiction")


@dataclass(frozen=True)
class CrossEncoder:
    """One session; safe among threads."""

    session: Any
    tokenizer: Any
    entails: int
    contradicts: int

    @classmethod
    def load(cls, path: Path) -> CrossEncoder:
        """From a folder or its ``.onnx`` file. Raises SettingsError for what is missing."""
        folder = path if path.is_dir() else path.parent
        model = path if path.is_file() else folder / "model.onnx"
        for needed in (model, folder / "tokenizer.json", folder / "config.json"):
            if not needed.is_file():
                raise SettingsError(f"the entailment model needs {needed}, which is not there")
        labels = _labels(folder / "config.json")
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        except Exception as error:
            raise SettingsError(f"the entailment model {model} cannot be read: {error}") from error
        tokenizer.enable_truncation(LONGEST, strategy="only_first")
        return cls(session, tokenizer, *labels)

    def scores(self, premise: str, hypothesis: str) -> Scores:
        """The softmax over the model's outputs."""
        encoded = self.tokenizer.encode(premise, hypothesis)
        given = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        wanted = [each.name for each in self.session.get_inputs()]
        rows = {name: np.array([given[name]], np.int64) for name in wanted}
        logits = np.asarray(self.session.run(None, rows)[0], np.float64).reshape(-1)
        odds = np.exp(logits - logits.max())
        odds /= odds.sum()
        return Scores(float(odds[self.entails]), float(odds[self.contradicts]))


def _labels(config: Path) -> tuple[int, int]:
    """Which outputs mean entailment and contradiction."""
    try:
        named = json.loads(config.read_text("utf-8"))["id2label"]
        by_label = {str(label).lower(): int(number) for number, label in named.items()}
        entails, contradicts = (by_label[kind] for kind in _KINDS)
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise SettingsError(
            f"{config} must name entailment and contradiction in its id2label"
        ) from error
    return entails, contradicts
