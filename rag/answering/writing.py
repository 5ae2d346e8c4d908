"""An answer written by a model, sentence by sentence, none shown as fact before it is checked.

The model's text is a proposal: it is cut into sentences, cleaned to plain words, and each is laid
against the spans it cites. What does not hold is dropped, with the reason; what the reader sees
meanwhile is provisional and made only of words that the articles or the question use.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing

from rag.answering.citations import CitationList, Copies, no_copies
from rag.answering.fitting import Room, fitted
from rag.answering.models import ChatModel, Piece
from rag.answering.preview import Preview
from rag.answering.prompts import Prompts
from rag.answering.reading import SentenceReader
from rag.answering.sheet import Sheet, Step, Written
from rag.answering.shown import messages, show
from rag.answering.spans import QuotedSpan
from rag.answering.verify import NO_AIDS, Aids
from rag.errors import ModelCapped, ModelError
from rag.types import Article, Delta, Passage, Turn

CHARACTERS_A_TOKEN = 16
MOST_WRITTEN = 40
"""Sentences; a model that writes more is stopped."""


def write(
    question: str,
    understood: str,
    passages: Sequence[Passage],
    articles: Callable[[str, int], Article],
    model: ChatModel,
    prompts: Prompts,
    *,
    max_tokens: int,
    temperature: float,
    history: Sequence[Turn] = (),
    copies: Copies = no_copies,
    aids: Aids = NO_AIDS,
    strike: bool = False,
    room: Room | None = None,
    likely: Sequence[QuotedSpan] = (),
) -> Iterator[Step | Written]:
    """Events as they come, then exactly one :class:`Written`. A model's fault is in its ``error``.

    With ``strike`` a sentence that does not hold is told struck through, beside one that does.
    ``room`` bounds what is shown; without it all of the passages are. The model is told where the
    ``likely`` spans stand. An empty Delta is a sign of life; closing the iterator ends the request.
    Raises PromptError, and ModelError where the question has no room, before anything is sent.
    """
    asked = (question, understood)
    shown = show(passages)
    if room:
        shown = fitted(passages, *asked, prompts, room, history, pointed=len(shown.within(likely)))
    pointed = shown.within(likely)
    prompt = messages(*asked, shown, prompts, history, likely=pointed)
    most = room.left_for_answer(prompt) if room else max_tokens
    preview = Preview(shown, f"{question} {understood}", prompt[0].text)
    sheet = Sheet(shown, articles, preview, CitationList(copies), aids, strike, pointed)
    reader = SentenceReader(shown.by_id.keys())
    stream = model.stream(prompt, max_tokens=most, temperature=temperature)
    with closing(_bounded(stream, sheet, most * CHARACTERS_A_TOKEN)) as pieces:
        for piece in pieces:
            for drafted in reader.feed(piece.text):
                preview.next_sentence()
                yield from sheet.take(drafted)
            more = preview.more(reader.pending)
            if more or not piece.text:
                yield Delta(more)
    yield from _ended(sheet, reader)
    yield sheet.written(model.name)


def _ended(sheet: Sheet, reader: SentenceReader) -> Iterator[Step]:
    """What the stream left behind."""
    for drafted in reader.finish(whole=sheet.error is None):
        yield from sheet.take(drafted)
    yield from sheet.left()


def _bounded(stream: Iterator[Piece], sheet: Sheet, limit: int) -> Generator[Piece, None, None]:
    """The pieces, until the stream ends, breaks or becomes too long; it is closed in any case."""
    try:
        for piece in stream:
            sheet.note(piece)
            yield piece
            if sheet.unchecked:
                return
            if sheet.length > limit or len(sheet.sentences) >= MOST_WRITTEN:
                sheet.error = "the model kept writing past its limit"
                return
    except ModelError as error:
        sheet.error, sheet.unasked = str(error), isinstance(error, ModelCapped)
    finally:
        close = getattr(stream, "close", None)
        if close is not None:
            close()
