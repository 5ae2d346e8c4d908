"""From a question and its history to the questions that are searched, each step told in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.draft import Request
from rag.answering.rewriting import rewrite
from rag.answering.writer import Writer
from rag.library.library import Library
from rag.retrieval.courtesies import without_courtesies
from rag.retrieval.followups import Resolved, resolve
from rag.retrieval.gender import gender_in
from rag.retrieval.parts import for_each_side, parts
from rag.retrieval.pointers import pointers
from rag.retrieval.question import Question, analyse
from rag.retrieval.spelling import Respelled, respelled
from rag.telemetry import step
from rag.types import Understood, Usage


@dataclass(frozen=True)
class Meant:
    """What a question was taken to mean before anything is searched."""

    understood: Understood
    questions: tuple[Question, ...]
    """One for each part."""
    asks_back: str = ""
    """The question that the answer asks instead, where two may be meant."""
    usage: Usage | None = None
    timed_out: bool = False


def understand(request: Request, library: Library, writer: Writer | None = None) -> Meant:
    """Make a follow-up stand on its own and take several questions apart."""
    with step("understand") as under_way:
        meant = _meant(request, library, writer)
        under_way.tell(parts=len(meant.questions), asks_back=bool(meant.asks_back))
    return meant


def _meant(request: Request, library: Library, writer: Writer | None) -> Meant:
    asked = Respelled(without_courtesies(request.question))
    if not request.history and any(map(str.isupper, asked.text[1:])):
        # Few of these are read in other words, and embedding takes longer than grammar.
        library.begin_query(asked.text, request.chosen)
    if "spelling" not in request.without:
        asked = respelled(asked.text, library)
    resolved, usage, timed_out = _resolved(asked.text, request, library, writer)
    text, read = resolved.text, [*asked.read, *resolved.read]
    if resolved.candidates:
        understood = Understood(
            text, asked_at=request.asked_at, read=tuple(read), candidates=resolved.candidates
        )
        return Meant(understood, (), resolved.asks_back)
    # Begun with once it stands in the words that are searched, which takes little beside grammar.
    library.begin_query(text, request.chosen)
    apart: tuple[str, ...] = (text,)
    if "parts" not in request.without:
        apart = parts(text)
    questions = tuple(analyse(part) for part in apart)
    if len(apart) > 1:
        read.append(f"{len(apart)} questions, each searched for itself: {' '.join(apart)}")
    elif "parts" not in request.without and for_each_side(questions[0]):
        read.append(f"each searched for itself: {_listed(questions[0].sides)}")
    understood = Understood(
        text,
        parts=apart if len(apart) > 1 else (),
        asked_at=request.asked_at,
        read=tuple(read),
    )
    return Meant(understood, questions, usage=usage, timed_out=timed_out)


def _resolved(
    asked: str, request: Request, library: Library, writer: Writer | None
) -> tuple[Resolved, Usage | None, bool]:
    """By rules, and by the model where the question leans on what was said before.

    Where grammar leaves two readings the model is not asked: it would choose one unseen.
    """
    if "followups" in request.without:
        return Resolved(asked), None, False
    by_rules = resolve(asked, request.history, gender_in(library))
    if writer is None or not request.history or by_rules.candidates:
        return by_rules, None, False
    if by_rules.text == asked and not _names_nothing(asked):
        return by_rules, None, False
    found = rewrite(asked, request.history, writer)
    if found.text is None or found.text == by_rules.text:
        return by_rules, found.usage, found.timed_out
    said = f"“{asked}”: rewritten by the model"
    changed = found.text != asked
    return Resolved(found.text, (said,) if changed else ()), found.usage, found.timed_out


def _names_nothing(question: str) -> bool:
    return bool(pointers(question)) or not analyse(question).names


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
