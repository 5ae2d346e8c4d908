"""A model's answer as it grows on the page: what is kept, what is dropped, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rag.answering.accounts import speaker_at
from rag.answering.checking import Checked, check, check_named, reason_of, speaks_to_reader
from rag.answering.citations import CitationList, marked
from rag.answering.cleaning import words_of
from rag.answering.fragments import is_fragment
from rag.answering.mending import leaning, mended
from rag.answering.models import Piece
from rag.answering.preview import REPEATS_RULES, SPEAKS_TO_READER, Preview
from rag.answering.reading import Drafted
from rag.answering.selecting import MOST_CHOSEN, ids_in, quoted
from rag.answering.shown import Shown, ShownSentence, refuses
from rag.answering.verify import NO_AIDS, Aids
from rag.errors import EntailmentError, NotFound, SpanMismatch
from rag.types import (
    Article,
    Citation,
    Delta,
    Removed,
    Sentence,
    SentenceDone,
    SentenceDropped,
    Usage,
    Verdict,
)

Step = Delta | SentenceDone | SentenceDropped


@dataclass(frozen=True, slots=True)
class Written:
    """All that came of one model's answer."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    removed: tuple[Removed, ...]
    usage: Usage | None
    refused: bool
    """The model said that the articles do not tell, and nothing else held."""
    error: str | None
    """Why the text ends early; None when the model came to its own end."""
    unknown_ids: tuple[str, ...]
    """Ids it cited that were never shown."""
    output: str = ""
    """What the model wrote, as it wrote it: for traces, never for a page."""
    unasked: bool = False
    """Whether a cap held, so that nothing was sent."""


@dataclass
class Sheet:
    """The answer as it grows."""

    shown: Shown
    articles: Callable[[str, int], Article]
    preview: Preview
    citations: CitationList = field(default_factory=CitationList)
    aids: Aids = NO_AIDS
    strike: bool = False
    likely: Sequence[str] = ()
    """Ids that the model was pointed to."""
    sentences: list[Sentence] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    usage: Usage | None = None
    error: str | None = None
    refused: bool = False
    unasked: bool = False
    unchecked: bool = False
    """Whether a model that was set to check sentences failed: nothing is kept from there on."""
    _heard: bool = False
    """Whether it wrote any words."""
    _said: set[str] = field(default_factory=set)
    _lost: str = ""
    """The sentence before, where it was dropped and what leans on it hangs in the air."""
    _waiting: list[SentenceDropped] = field(default_factory=list)
    """Unsupported sentences, to be struck through as soon as one holds."""

    def note(self, piece: Piece) -> None:
        self.pieces.append(piece.text)
        self.length += len(piece.text)
        self.usage = piece.usage or self.usage
        if piece.finish == "length":
            self.error = "the model reached its limit of tokens; allow more with RAG_LLM_MAX_TOKENS"

    def take(self, drafted: Drafted) -> Iterator[Step]:
        """Keep a sentence or drop it; a refusal is neither. A check that fails ends the answer."""
        if self.unchecked:
            return
        try:
            yield from self._take(drafted)
        except EntailmentError as error:
            self.error, self.unchecked = str(error), True

    def _take(self, drafted: Drafted) -> Iterator[Step]:
        self.unknown.update(dict.fromkeys(i for i in drafted.ids if i not in self.shown.by_id))
        text = words_of(drafted.text, self._addresses(drafted.ids))
        if not re.search(r"[^\W\d_]{2}", text):
            return
        if refuses(text):
            self.refused = self._heard = True
            return
        self._heard = True
        reason, checked, text = self._verdict(text, drafted)
        if reason is None and checked is not None:
            if is_fragment(text):
                yield from self._quote(checked.cited)
            else:
                yield from self._keep(text, checked)
        else:
            yield from self._drop(text, reason or "does not hold", checked)

    def _addresses(self, ids: Iterable[str]) -> frozenset[str]:
        cited = (self.shown.by_id[i] for i in ids if i in self.shown.by_id)
        return frozenset(s.passage.url for s in cited if s.passage.url)

    def _verdict(self, text: str, drafted: Drafted) -> tuple[str | None, Checked | None, str]:
        """Why it must go, or how it was checked; and the sentence, which may have been mended."""
        if not drafted.whole:
            return "was cut off before its end", None, text
        if text in self._said:
            return "was said already", None, text
        if self.preview.repeats_rules(text):
            return REPEATS_RULES, None, text
        if self._lost and (word := leaning(text)):
            found = self._mended(text, drafted.ids)
            why = f"begins with '{word}', which leans on a sentence left out"
            return (None, *found) if found else (why, None, text)
        if speaks_to_reader(text):
            return SPEAKS_TO_READER, None, text
        checked = check(text, drafted.ids, self.shown, self.aids, self.likely)
        return reason_of(checked), checked, text

    def _mended(self, text: str, ids: Sequence[str]) -> tuple[Checked, str] | None:
        """The sentence with the name that was lost, when its spans hold it in full."""
        cited = tuple(self.shown.by_id[i] for i in ids if i in self.shown.by_id)
        above = self.shown.before(cited[0])[:1] if cited else ()
        found = mended(text, self._lost, [each.text for each in (*above, *cited)])
        if found is None or not above or speaks_to_reader(found.text):
            return None
        checked = check_named(found.text, found.name, cited, above[0], self.aids)
        return (checked, found.text) if checked.judgement.holds else None

    def _keep(self, text: str, checked: Checked) -> Iterator[Step]:
        try:
            numbers = self._cite(checked)
        except (SpanMismatch, NotFound):
            yield from self._drop(text, "cites an article that has changed meanwhile", None)
            return
        yield from self._strike()
        verdict = checked.judgement.verdict
        yield self._kept(text, Sentence(marked(text, numbers, verdict), numbers, verdict))

    def _kept(self, text: str, sentence: Sentence) -> SentenceDone:
        known = {n for kept in self.sentences for n in kept.citations}
        numbers = sentence.citations
        new = tuple(c for c in self.citations.all() if c.n in numbers and c.n not in known)
        self.sentences.append(sentence)
        self._said.add(text)
        self._lost = ""
        return SentenceDone(sentence, new)

    def _quote(self, chosen: Iterable[ShownSentence]) -> Iterator[Step]:
        """The sentences themselves: what is said of them is no sentence, so nobody can check it."""
        yield from self._strike()
        for each in chosen:
            try:
                article = self.articles(each.passage.article_id, each.passage.revision)
                span = quoted(article, each.start, each.end)
                numbers = tuple(c.n for c in span.cite(self.citations))
            except (SpanMismatch, NotFound):
                continue  # it has changed meanwhile
            if span.words not in self._said:
                sentence = Sentence(marked(span.words, numbers), numbers, Verdict.VERBATIM)
                yield self._kept(span.words, sentence)

    def _cite(self, checked: Checked) -> tuple[int, ...]:
        """The numbers of its spans. Raises SpanMismatch or NotFound before any is given."""
        found = [
            (self.articles(s.passage.article_id, s.passage.revision), s) for s in checked.cited
        ]
        for article, s in found:
            CitationList().cite(article, s.start, s.end, s.text)
        numbers = (
            self.citations.cite(article, s.start, s.end, s.text, speaker_at(article, s.start)).n
            for article, s in found
        )
        return tuple(dict.fromkeys(numbers))

    def _drop(self, text: str, reason: str, checked: Checked | None) -> Iterator[Step]:
        told, why = self.preview.of_dropped(text, reason)
        self.removed.append(Removed(told, why, checked.places if checked else ()))
        self._lost = text
        dropped = SentenceDropped(told, why)
        # Only what was checked and can be read is struck: nothing that was made to deceive.
        if self.strike and checked is not None and not told.startswith("("):
            self._waiting.append(dropped)
            if any(each.citations for each in self.sentences):
                yield from self._strike()
        else:
            yield dropped

    def _strike(self) -> Iterator[Step]:
        """What waits, struck through; it takes no number and is no fact."""
        for each in self._waiting:
            unsupported = Verdict.UNSUPPORTED
            sentence = Sentence(marked(each.text, (), unsupported), (), unsupported)
            self.sentences.append(sentence)
            yield SentenceDone(sentence, ())
        self._waiting.clear()

    def left(self) -> Iterator[Step]:
        """What still waits at the end, with nothing that holds beside it; of a model that wrote
        nothing but ids, the sentences that it chose so."""
        if not self._heard and self.error is None:
            ids = ids_in("".join(self.pieces), self.shown)
            yield from self._quote(self.shown.by_id[i] for i in ids[:MOST_CHOSEN])
        yield from self._waiting
        self._waiting.clear()

    def written(self, name: str) -> Written:
        output = "".join(self.pieces)
        if self.error is None and not output.strip():
            self.error = f"{name} wrote nothing; try again, or choose another model"
        return Written(
            tuple(self.sentences),
            self.citations.all(),
            tuple(self.removed),
            self.usage,
            self.refused and not self.sentences,
            self.error,
            tuple(self.unknown),
            output,
            self.unasked,
        )
