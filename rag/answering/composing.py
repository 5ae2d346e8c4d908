"""An answer by a model: what it writes, checked; or what it chooses, quoted.

Whether it stands is told at the end. When it does not, the caller quotes the articles instead,
and a note says why.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence

from rag.answering import origins, silence
from rag.answering.citations import CitationList, Copies
from rag.answering.deciding import Decided
from rag.answering.draft import Draft
from rag.answering.fitting import fitted
from rag.answering.quoted_words import nowhere
from rag.answering.selecting import Chosen, choose, quoted
from rag.answering.sheet import Written
from rag.answering.shown import Shown, messages, show
from rag.answering.verify import Aids
from rag.answering.writer import Writer
from rag.answering.writing import write
from rag.errors import ModelCapped, ModelError
from rag.library.library import Library
from rag.types import Delta, Done, Event, Failed, Status, Usage, Verdict

SELECTED = "The model chose these sentences; they are the articles' own words."
Ending = Callable[[], Iterator[Event]]
NONE_FOUND = "The model found no answer in the passages it was shown."
SURE = 0.8
"""Confidence from which the rules' sentences are quoted although a model finds no answer."""


def composed(
    draft: Draft,
    writer: Writer,
    decided: Sequence[Decided],
    library: Library,
    copies: Copies,
    aids: Aids,
    ending: Ending,
) -> Generator[Event, None, bool]:
    """Let the model answer from the draft's passages. Returns whether its answer stands.

    ``ending`` is what follows the last sentence of an answer that was not cut short.
    """
    draft.mode = writer.model.name
    try:
        if writer.selects:
            stands = yield from _selected(draft, writer, decided, library, copies, ending)
        else:
            stands = yield from _written(draft, writer, decided, library, copies, aids, ending)
    except ModelError as error:
        draft.usage = writer.usage
        asked = "was not asked" if isinstance(error, ModelCapped) else "did not answer"
        draft.notes += (f"The model {asked}, so the articles are quoted: {error}",)
        return False
    return stands


def _written(
    draft: Draft,
    writer: Writer,
    decided: Sequence[Decided],
    library: Library,
    copies: Copies,
    aids: Aids,
    ending: Ending,
) -> Generator[Event, None, bool]:
    asked = draft.request
    written: Written | None = None
    for event in write(
        asked.question,
        draft.understood.text,
        draft.passages,
        library.article,
        writer.model,
        writer.prompts,
        max_tokens=writer.max_tokens,
        temperature=writer.temperature,
        history=asked.history,
        copies=copies,
        aids=aids,
        strike=writer.strike,
        room=writer.room,
        likely=[quote for each in decided for quote in each.quotes],
    ):
        if isinstance(event, Written):
            written = event
        else:
            yield event
    draft.clock("write")
    if written is None:
        return False
    _note_written(draft, written, writer)
    draft.notes += nowhere([each.found for each in decided])
    return (yield from _ended(draft, written, decided, library, ending))


def _ended(
    draft: Draft,
    written: Written,
    decided: Sequence[Decided],
    library: Library,
    ending: Ending,
) -> Generator[Event, None, bool]:
    """The last event, if what was written stands."""
    if written.error is not None and written.sentences:
        yield Failed(written.error, draft.finished())
        return True
    if written.refused and not written.sentences:
        return (yield from _none_found(draft, decided, library))
    if not written.sentences:
        because = f": {written.error}" if written.error else ", since nothing it wrote held."
        how = "was not asked" if written.unasked else "did not answer"
        draft.notes += (f"The model {how}, so the articles are quoted{because}",)
        return False
    _doubt(draft, decided)
    yield from ending()
    yield Done(draft.finished())
    return True


def _doubt(draft: Draft, decided: Sequence[Decided]) -> None:
    """What a model wrote holds, but the passages may not answer what was asked."""
    doubts = tuple(dict.fromkeys(gap for each in decided for gap in each.doubts))
    if doubts:
        draft.gaps, draft.status = draft.gaps + doubts, Status.PARTIAL


def _plus(first: Usage | None, second: Usage | None) -> Usage | None:
    """Of two requests that nobody metered."""
    return first + second if first and second else first or second


def _note_written(draft: Draft, written: Written, writer: Writer) -> None:
    draft.usage = writer.usage or _plus(draft.usage, written.usage)
    draft.sentences = list(written.sentences)
    draft.citations, draft.removed = written.citations, written.removed
    if written.sentences:
        draft.notes += origins.notes(written.citations)
    if written.error is not None and written.sentences:
        draft.status = Status.PARTIAL
        draft.notes += (f"The model's answer was cut short: {written.error}",)


def _sure(decided: Sequence[Decided]) -> bool:
    """Whether a model's word that nothing answers would not be taken."""
    return any(each.quotes and each.confidence >= SURE for each in decided)


def _none_found(
    draft: Draft, decided: Sequence[Decided], library: Library
) -> Generator[Event, None, bool]:
    """The model is taken at its word, unless the rules chose sentences and are sure of them:
    small models refuse most of what the articles do tell."""
    if _sure(decided):
        draft.refused = True
        return False
    draft.status, draft.gaps = Status.NOT_FOUND, (NONE_FOUND,)
    draft.silence = silence.in_words(draft.gaps, [each.found for each in decided], library)
    yield Done(draft.finished())
    return True


def _selected(
    draft: Draft,
    writer: Writer,
    decided: Sequence[Decided],
    library: Library,
    copies: Copies,
    ending: Ending,
) -> Generator[Event, None, bool]:
    """Raises ModelError when there is no choice to go by."""
    shown = _shown(draft, writer)
    asked = (draft.request.question, draft.understood.text)
    prompt = messages(*asked, shown, writer.prompts, draft.request.history, choosing=True)
    chosen: Chosen | None = None
    for step in choose(shown, prompt, writer.model, writer.temperature, must=_sure(decided)):
        chosen = step
        if step is None:
            yield Delta("")
    draft.clock("write")
    draft.usage = writer.usage
    if chosen is None or chosen.refused:
        return (yield from _none_found(draft, decided, library))
    cited = CitationList(copies)
    for sentence in (shown.by_id[i] for i in chosen.ids):
        passage = sentence.passage
        article = library.article(passage.article_id, passage.revision)
        span = quoted(article, sentence.start, sentence.end)
        known = len(cited.all())
        numbers = tuple(each.n for each in span.cite(cited))
        if numbers[0] > known:
            new = cited.all()[known:]
            yield from draft.say(span.words, numbers, Verdict.VERBATIM, new)
    draft.citations = cited.all()
    draft.notes += (SELECTED, *origins.notes(draft.citations))
    _doubt(draft, decided)
    yield from ending()
    yield Done(draft.finished())
    return True


def _shown(draft: Draft, writer: Writer) -> Shown:
    if writer.room is None:
        return show(draft.passages)
    return fitted(
        draft.passages,
        draft.request.question,
        draft.understood.text,
        writer.prompts,
        writer.room,
        draft.request.history,
        choosing=True,
    )
