"""Prompts: one Markdown file each, whose fields are checked when they are loaded.

A file begins with front matter that declares its fields; :data:`GIVEN` says which fields the code
gives. Both must agree with the text before a question is asked, not in the middle of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import PromptError

GIVEN: Mapping[str, frozenset[str]] = {
    "system": frozenset({"fence", "not_told"}),
    "select": frozenset({"fence"}),
    "question": frozenset({"articles", "closing", "earlier", "fence", "not_told", "question"}),
    "closing": frozenset({"not_told"}),
    "pointing": frozenset({"ids"}),
    "choose": frozenset({"articles", "earlier", "fence", "question"}),
    "passage": frozenset({"n", "title", "publisher", "date", "sentences"}),
    "earlier": frozenset({"questions"}),
    "followup": frozenset({"conversation", "fence", "question"}),
    "generate": frozenset({"fence", "passage", "title"}),
}
"""The prompts there are, and the fields each is given."""

NEEDED: Mapping[str, frozenset[str]] = {
    "system": frozenset({"fence", "not_told"}),
    "select": frozenset({"fence"}),
    "question": frozenset({"articles", "fence", "question"}),
    "closing": frozenset(),
    "pointing": frozenset({"ids"}),
    "choose": frozenset({"articles", "fence", "question"}),
    "passage": frozenset({"n", "sentences"}),
    "earlier": frozenset({"questions"}),
    "followup": frozenset({"conversation", "fence", "question"}),
    "generate": frozenset({"fence", "passage"}),
}
"""Fields without which a prompt cannot do its work."""

_FIELD = re.compile(r"\{([a-z_]+)\}")
_HEAD = re.compile(r"---\nfields:([^\n]*)\n---\n")


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts of one folder, by name; what it lacks comes from the packaged ones."""

    texts: Mapping[str, str]

    @classmethod
    def load(cls, folder: str | None = None) -> Prompts:
        """Raises PromptError, with the file, for whatever would fail later."""
        files = {path.stem: path for path in _files(_packaged())}
        if folder is not None:
            files |= {path.stem: path for path in _files(_own(folder))}
        missing = GIVEN.keys() - files.keys()
        if missing:
            raise PromptError(f"no prompt {_listed(missing, '{}.md')} in {_packaged()}")
        return cls({name: _checked(files[name]) for name in sorted(GIVEN)})

    def render(self, name: str, **fields: str) -> str:
        """The prompt with its fields filled in, in one pass: braces in a value stay as they are.

        Raises PromptError for an unknown prompt and for a field that is missing or not its own.
        """
        if name not in self.texts:
            raise PromptError(f"there is no prompt '{name}'; there is {_listed(GIVEN, '{}')}")
        text = self.texts[name]
        missing = set(_FIELD.findall(text)) - fields.keys()
        foreign = fields.keys() - GIVEN[name]
        if missing or foreign:
            wrong = f"lacks {_listed(missing)}" if missing else f"has no {_listed(foreign)}"
            raise PromptError(f"prompt '{name}' {wrong}")
        return _FIELD.sub(lambda match: fields[match[1]], text)


def _packaged() -> Path:
    """In the wheel beside the code, in a checkout at its root."""
    package = Path(__file__).parents[1]
    inside = package / "_prompts"
    return inside if inside.is_dir() else package.parent / "prompts"


def _own(folder: str) -> Path:
    if not Path(folder).is_dir():
        raise PromptError(f"there is no folder of prompts '{folder}'; set RAG_PROMPTS to one")
    return Path(folder)


def _files(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.glob("*.md") if path.stem.upper() != "README")
    for path in files:
        if path.stem not in GIVEN:
            raise PromptError(f"{path} is no prompt Byline uses; name it {_listed(GIVEN, '{}.md')}")
    return files


def _checked(path: Path) -> str:
    """The text below the front matter. Raises PromptError."""
    try:
        raw = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"cannot read the prompt {path}: {error}") from error
    head = _HEAD.match(raw)
    if head is None:
        raise PromptError(f"{path} must begin with the lines '---', 'fields: ...', '---'")
    text = raw[head.end() :]
    declared = {name.strip() for name in head[1].split(",") if name.strip()}
    name, used = path.stem, set(_FIELD.findall(text))
    for wrong, what in (
        (used - declared, "uses fields it does not declare"),
        (declared - used, "declares fields it does not use"),
        (declared - GIVEN[name], f"asks for what it is not given ({_listed(GIVEN[name])} are)"),
        (NEEDED[name] - declared, "lacks fields it needs"),
    ):
        if wrong:
            raise PromptError(f"{path} {what}: {_listed(wrong)}")
    return text.strip("\n")


def _listed(names: Iterable[str], form: str = "{{{}}}") -> str:
    return ", ".join(form.format(name) for name in sorted(names))
