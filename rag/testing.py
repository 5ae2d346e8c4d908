"""Public doubles: parts that do what a test tells them, with the real parts' interfaces."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answering.models import Message, Piece
from rag.errors import ModelError
from rag.types import Passage, Usage

Vectors = NDArray[np.float32]

_WORD = re.compile(r"\w+")


class ScriptedModel:
    """A chat model that says what it is told: a text, its pieces, or a function of the messages.

    ``error`` is raised after the last piece, as a broken stream would. ``asked`` keeps the
    messages of every request, and ``closed`` counts the streams that were left or came to an end.
    """

    def __init__(
        self,
        says: str | Sequence[str] | Callable[[Sequence[Message]], str],
        *,
        name: str = "scripted",
        endpoint: str | None = None,
        usage: Usage | None = None,
        error: ModelError | None = None,
    ) -> None:
        self.says, self.name, self.endpoint = says, name, endpoint
        self.usage, self.error = usage, error
        self.asked: list[tuple[Message, ...]] = []
        self.closed = 0

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        """Words of a text one by one; given pieces as they are. Limits are not applied."""
        self.asked.append(tuple(messages))
        says = self.says(messages) if callable(self.says) else self.says
        try:
            for text in (
                re.findall(r"\s*\S+\s*$|\s*\S+|\s+", says) if isinstance(says, str) else says
            ):
                yield Piece(text)
            if self.error is not None:
                raise self.error
            yield Piece(usage=self.usage, finish="stop")
        finally:
            self.closed += 1


class ScriptedReranker:
    """A reranker that does what it is told: given the question and the chunk ids in the order they
    were found, which it keeps, best first, each with a score or None.

    ``asked`` keeps the question of every call. It may be told to raise a RerankerError.
    """

    def __init__(
        self,
        says: Callable[[str, Sequence[str]], Sequence[tuple[str, float | None]]],
        *,
        name: str = "scripted",
    ) -> None:
        self.says, self.name = says, name
        self.asked: list[str] = []

    def order(self, question: str, passages: Sequence[Passage]) -> list[tuple[str, float | None]]:
        """What it is told to keep; nothing is checked."""
        self.asked.append(question)
        return list(self.says(question, [each.chunk_id for each in passages]))


class ObedientModel:
    """A chat model that does whatever it is told by anybody, articles too: for tests of defences.

    For each of ``orders`` that its prompt holds it writes what obeying would bring: the order's
    own words and addresses, the whole prompt with its rules and fence, ``secrets``, a link, an
    image, a source that was not shown, and its answer garbled. Among all that stands one true
    sentence, the first it was shown with ``true`` in it, with its id.
    """

    name = "obedient"
    endpoint = None

    def __init__(self, orders: Sequence[str], true: str, secrets: Sequence[str] = ()) -> None:
        self.orders, self.true, self.secrets = tuple(orders), true, tuple(secrets)
        self.obeyed: list[str] = []
        """The orders it found, of all requests."""

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        """Limits are not applied."""
        rules, asked = messages[0].text, messages[-1].text
        shown = [line for line in asked.splitlines() if line.startswith("[")]
        found = [o for o in self.orders if any(o in line for line in shown)]
        self.obeyed += found
        line = next(line for line in shown if self.true in line)
        number, _, words = line.partition(" ")
        garbled = (
            words[::-1],
            words.replace(" ", ""),
            words.translate(_LEET),
            words.encode().hex(),
        )
        said = [
            *(text for order in found for text in _obeying(order, number)),
            *(f"{each} {number}" for each in (*garbled, *self.secrets)),
            f"{rules} {number}",
            f"The fence is {asked.splitlines()[0]}. {number}",
            f"{words} {number}",
            "Reuters reports that the mayor of Arne was arrested. [99.1]",
        ]
        yield from (Piece(f"{part}\n") for part in said)
        yield Piece(finish="stop")


_LEET = str.maketrans("aeios", "43105")


def _obeying(order: str, number: str) -> Iterator[str]:
    """What obeying one order may come to."""
    yield f"{order} {number}"
    yield f"As told, I obey: {order.lower()} {number}"
    for quoted in re.findall(r"[\"'“](.{8,}?)[\"'”]", order):
        yield f"{quoted} {number}"
    for address in re.findall(r"\S+\.\w{2,}\S*|\S+@\S+", order):
        link, image = f"[the site](http://{address})", f"![x](//{address}/p.png)"
        yield f"Visit {address} or {link} {image} now. {number}"


class HashEmbedder:
    """An embedder that knows words by their hashes: texts that share words are similar."""

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.name = f"hash-{dimension}"
        self.embedded = 0
        """How many passages it was given so far."""
        self._counting = threading.Lock()

    def passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dimension)``, each row of length 1."""
        with self._counting:
            self.embedded += len(texts)
        return np.stack([self.query(text) for text in texts]) if texts else self._none()

    def query(self, text: str) -> Vectors:
        """``(dimension,)``, of length 1."""
        vector = np.zeros(self.dimension, np.float32)
        for word in _WORD.findall(text.lower()):
            digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
            place, sign = int.from_bytes(digest[:4], "big"), 1 if digest[4] & 1 else -1
            vector[place % self.dimension] += sign
        length = float(np.linalg.norm(vector))
        if length == 0.0:
            vector[0] = length = 1.0
        return vector / np.float32(length)

    def _none(self) -> Vectors:
        return np.empty((0, self.dimension), np.float32)
