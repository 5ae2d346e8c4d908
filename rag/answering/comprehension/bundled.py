"""The reader that ships: windows of a passage through the graph, its word a sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from rag.answering.comprehension.graph import Floats, reader
from rag.errors import BylineError, WeightsDamaged
from rag.library.embedding import encodable
from rag.library.embedding.minilm import MODEL, THREADS, checked, session, tokenizer

FILE = "comprehension.npz"
MAX_TOKENS = 208
"""Question, title and sentences together, as it was taught with."""
QUESTION, TITLE = 40, 24
"""Tokens of each that are read."""
BEGIN, SEPARATOR = 101, 102
"""What stands before everything, and behind the question and the passage."""
_REMEMBERED = 512
"""Windows whose odds are kept, those of some eighty questions: one that was tried before it was
offered, or is asked once more, is not read again. A few megabytes."""
_INTEGERS, _SCALE = ".integers", ".scale"

Odds = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as it is shown to the model."""

    title: str
    """Of its article; empty where there is none."""
    sentences: tuple[str, ...]
    """In their order."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Sentences that are read together."""

    ids: tuple[int, ...]
    types: tuple[int, ...]
    sentences: tuple[tuple[int, int, int], ...]
    """Which, and its first token and the one after its last."""


class Bundled:
    """Reads on as many threads as there are processors, up to four; safe among threads."""

    def __init__(self, learned: Mapping[str, Floats]) -> None:
        """Raises EmbeddingError when the encoder's file is missing, KeyError for what lacks."""
        self._session = session(reader(checked(MODEL), learned, MAX_TOKENS))
        self._tokenizer = tokenizer()
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._read)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="byline-reader")

    def odds(self, question: str, passages: Sequence[Shown]) -> Iterator[Odds]:
        """For each passage ``(sentences,)``: natural logarithms of the odds that the answer stands
        in the sentence, against that nothing there answers. All are begun at once; the iterator
        waits for each."""
        asked = self._ids(question)[:QUESTION]
        windows = [list(self._windows(asked, each)) for each in passages]
        read = [[self._pool.submit(self._remembered, each) for each in own] for own in windows]
        return map(_by_sentence, passages, windows, read)

    def odds_of(
        self, question: str, text: str, spans: Sequence[tuple[int, int]], title: str = ""
    ) -> list[float]:
        """Of each of these spans of a text, in code points: the natural logarithm of the odds that
        it is the answer, against that nothing there is. The text is read alone, so that nothing
        beside it has a say. A span of no words, or beyond what is read, is never the answer."""
        asked = self._ids(question)[:QUESTION]
        window = next(self._windows(asked, Shown(title, (text,))))
        ((_, first, last),) = window.sentences
        logits = self._logits(window)
        places = self._tokenizer.encode(encodable(text), add_special_tokens=False).offsets
        odds = []
        for start, end in spans:
            inside = [
                first + at
                for at, (begins, ends) in enumerate(places[: last - first])
                if start < end and begins < end and start < ends
            ]
            best = logits[inside].max(axis=0, initial=-np.inf)
            odds.append(float((best - logits[0]).mean()))
        return odds

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(encodable(text), add_special_tokens=False).ids
        return ids

    def _windows(self, asked: list[int], shown: Shown) -> Iterator[_Window]:
        """As many sentences as there is room for; each but the first begins with the last one
        before it, which tells who "he" is."""
        title = self._ids(f"{shown.title}.")[:TITLE] if shown.title else []
        before = [BEGIN, *asked, SEPARATOR, *title]
        kinds = [0] * (len(asked) + 2) + [1] * len(title)
        room = MAX_TOKENS - len(before) - 1
        texts = [self._ids(each)[:room] for each in shown.sentences]
        at = 0
        while at < len(texts):
            held = [at]
            while held[-1] + 1 < len(texts) and _length(texts, [*held, held[-1] + 1]) <= room:
                held.append(held[-1] + 1)
            yield _window(before, kinds, texts, held)
            if held[-1] + 1 == len(texts):
                return
            follows = held[-1]
            fits = _length(texts, [follows, follows + 1]) <= room
            at = follows if fits and follows > at else follows + 1

    def _read(self, window: _Window) -> tuple[float, ...]:
        """The log-odds of each of its sentences."""
        logits = self._logits(window)
        none = logits[0]
        scores = []
        for _, start, end in window.sentences:
            best = logits[start:end].max(axis=0, initial=-np.inf)
            scores.append(float((best - none).mean()))
        return tuple(scores)

    def _logits(self, window: _Window) -> Odds:
        """``(tokens, 2)``: begins, ends."""
        given = {"input_ids": window.ids, "token_type_ids": window.types}
        rows = {name: np.array([values], np.int64) for name, values in given.items()}
        logits: Odds = self._session.run(None, rows)[0][0]
        return logits


def _by_sentence(
    shown: Shown, windows: Sequence[_Window], read: Sequence[Future[tuple[float, ...]]]
) -> Odds:
    """The best of each sentence, which may stand in two windows."""
    odds = np.full(len(shown.sentences), -np.inf, np.float32)
    for window, scores in zip(windows, read, strict=True):
        for (index, _, _), score in zip(window.sentences, scores.result(), strict=True):
            odds[index] = max(odds[index], score)
    return odds


def _length(texts: Sequence[list[int]], held: Sequence[int]) -> int:
    return sum(len(texts[index]) for index in held)


def _window(
    before: list[int], kinds: list[int], texts: Sequence[list[int]], held: Sequence[int]
) -> _Window:
    ids, sentences = list(before), []
    for index in held:
        sentences.append((index, len(ids), len(ids) + len(texts[index])))
        ids += texts[index]
    ids.append(SEPARATOR)
    types = kinds + [1] * (len(ids) - len(kinds))
    return _Window(tuple(ids), tuple(types), tuple(sentences))


def packed(learned: Mapping[str, Floats]) -> bytes:
    """What was learned as the file keeps it: corrections in int8, the rest in half precision."""
    kept: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {}
    for name, values in learned.items():
        if name.endswith((".down", ".up")):
            axis = 0 if name.endswith(".down") else 1
            scale = np.maximum(np.abs(values).max(axis, keepdims=True), 1e-12) / 127
            kept[name + _INTEGERS] = np.round(values / scale).astype(np.int8)
            kept[name + _SCALE] = scale.astype(np.float32)
        else:
            kept[name] = values.astype(np.float16)
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **kept)
    return file.getvalue()


def unpacked(file: bytes) -> dict[str, Floats]:
    """What was learned. Raises WeightsDamaged for anything else than such a file."""
    try:
        with np.load(BytesIO(file), allow_pickle=False) as kept:
            stored = {name: kept[name] for name in kept.files}
        learned = {}
        for name, values in stored.items():
            if name.endswith(_INTEGERS):
                own = name.removesuffix(_INTEGERS)
                learned[own] = values * stored[own + _SCALE]
            elif not name.endswith(_SCALE):
                learned[name] = values.astype(np.float32)
    except (ValueError, OSError, KeyError, EOFError, BadZipFile) as error:
        raise WeightsDamaged(FILE, repr(error)) from error
    return learned


def shipped() -> dict[str, Floats]:
    """What was learned by the one that ships. Raises WeightsDamaged."""
    return unpacked(resources.files(__package__).joinpath(FILE).read_bytes())


_guard = threading.Lock()


def bundled() -> Bundled:
    """The one that ships, made once. Raises WeightsDamaged, EmbeddingError."""
    with _guard:
        return _made()


def begin() -> None:
    """Make it beside what is done meanwhile; what goes wrong is raised where it is used."""
    if not _made.cache_info().currsize and not _guard.locked():
        threading.Thread(target=_try, name="byline-reader-begun").start()


def _try() -> None:
    with suppress(BylineError):
        bundled()


@lru_cache(maxsize=1)
def _made() -> Bundled:
    learned = shipped()
    try:
        return Bundled(learned)
    except KeyError as error:
        raise WeightsDamaged(FILE, f"{error} is not in it") from error
