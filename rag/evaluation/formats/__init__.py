"""Questions in the field's forms: known by their content, read by one function, written by one.

A form is one module, whose ``Form`` stands in :data:`FORMS`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from rag.errors import UsageError
from rag.evaluation.formats.beir import BEIR
from rag.evaluation.formats.form import Form, Placed, Sample, Wrong, read_text
from rag.evaluation.formats.given import GIVEN
from rag.evaluation.formats.llamaindex import LLAMAINDEX
from rag.evaluation.formats.multihop import MULTIHOP
from rag.evaluation.formats.own import OWN
from rag.evaluation.formats.quiz import QUIZ
from rag.evaluation.formats.ragas import RAGAS
from rag.evaluation.formats.squad import SQUAD
from rag.evaluation.questions import Gold
from rag.evaluation.shapes import question_schema

__all__ = ["FORMS", "Form", "Wrong", "faults", "form_of", "placed", "read"]

FORMS: dict[str, Form] = {
    form.name: form for form in (OWN, BEIR, MULTIHOP, SQUAD, QUIZ, GIVEN, RAGAS, LLAMAINDEX)
}
"""By name, in the order in which they are tried."""


def read(path: Path, form: str | None = None) -> list[Gold]:
    """All questions of a file or folder in any of the forms, in order.

    Raises UsageError, with the line, for what is no question, for an id that stands twice, and for
    a question that comes after one that is not above it.
    """
    known = form_of(path, form)
    golds: list[Gold] = []
    for each in _checked(known.read(path)):
        if isinstance(each, Wrong):
            raise UsageError(f"{placed(path, each)} (as {known.what})")
        golds.append(each.gold)
    if not golds:
        raise UsageError(f"{path} holds no questions (as {known.what})")
    return golds


def faults(path: Path, form: str | None = None) -> list[Wrong]:
    """Everything that is wrong with a file, in order."""
    known = form_of(path, form)
    found = list(_checked(known.read(path)))
    wrong = [each for each in found if isinstance(each, Wrong)]
    return wrong if found else [Wrong(None, "it holds no questions")]


def _checked(found: Iterable[Placed | Wrong]) -> Iterator[Placed | Wrong]:
    """The same, and what is wrong among questions: ids that stand twice, threads out of order."""
    seen: set[str] = set()
    for each in found:
        yield each
        if isinstance(each, Wrong):
            continue
        gold = each.gold
        if gold.id in seen:
            yield Wrong(each.line, f"the id '{gold.id}' stands twice")
        if gold.after is not None and gold.after not in seen:
            yield Wrong(each.line, f"'{gold.id}' comes after '{gold.after}', which is not above")
        seen.add(gold.id)


def placed(path: Path, wrong: Wrong) -> str:
    """A fault with its file and line."""
    file = wrong.file or path
    return f"{file}, {wrong}" if wrong.line is not None else f"{file}: {wrong}"


def form_of(path: Path, name: str | None = None) -> Form:
    """The form by its name, else by what the file holds. Raises UsageError."""
    if name is not None:
        if name not in FORMS:
            raise UsageError(f"there is no form '{name}'; there is {', '.join(FORMS)}")
        return FORMS[name]
    sample = _sample(path)
    found = next((form for form in FORMS.values() if form.recognises(sample)), None)
    if found is not None:
        return found
    if not sample.first and not path.is_dir():
        return OWN  # whose reader says what is wrong with the first line
    if len(sample.first.keys() & question_schema()["properties"]) > 0:
        return OWN  # with a field misspelt, or one that it does not know
    held = ", ".join(sorted(map(str, sample.first or sample.names))[:8]) or "nothing"
    raise UsageError(
        f"{path} holds {held}: none of the forms that are known by their content; name one with "
        f"--from ({', '.join(FORMS)})"
    )


def _sample(path: Path) -> Sample:
    if path.is_dir():
        return Sample(path, {}, frozenset(each.name for each in path.iterdir()))
    if path.suffix == ".tsv":
        return Sample(path, {})
    text = read_text(path).lstrip().removeprefix("[").lstrip()
    first, _, _ = text.partition("\n")
    for piece in (first, text):  # a line of its own, or an object over several
        try:
            value, _ = json.JSONDecoder().raw_decode(piece)
        except (ValueError, RecursionError):
            continue
        return Sample(path, value if isinstance(value, dict) else {})
    return Sample(path, {})
