"""A model's stream of characters as sentences with the ids they cite.

However the characters are cut into pieces, the same sentences come out: a border is decided on
the shortest text that shows it, the sentence and the first word of the next.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rag.sentences import sentence_spans

_GROUP = re.compile(
    r"\[{1,2}([^\[\]\n]{1,80})\]{1,2}|\(([^()\n]{1,60})\)|【([^【】\n]{1,80})】|（([^（）\n]{1,60})）"
)
_INSIDE = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[^\s\w]", re.IGNORECASE)
_AROUND_IDS = frozenset("id ids sentence sentences source sources passage passages see and".split())
_BETWEEN_IDS = frozenset(",;&-–—:#^/†")
_STOP = re.compile(r"[.!?…。！？]+[\"'”’»)*_`]*|\n")
_OPEN_GROUP = re.compile(r"[\[(【（][^\[(【（\])】）\n]{0,80}$")
_WORD = re.compile(r"\S{1,40}(?=\s)|\S{40}")
_THOUGHT = re.compile(r"<(/?)(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_HALF_TAG = re.compile(r"</?[a-z]{0,9}$", re.IGNORECASE)
_FENCE_LINE = re.compile(r"`{3,9} ?\w{0,20}")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as the model wrote it, without its ids; not ``whole`` when it was cut off."""

    text: str
    ids: tuple[str, ...]
    whole: bool = True


class Thoughts:
    """Takes out what a model thinks aloud between ``<think>`` and ``</think>``."""

    def __init__(self) -> None:
        self._held = ""
        self._inside = False

    def feed(self, text: str) -> Iterator[str | None]:
        """The text outside; None where a thought ends whose beginning was not seen."""
        self._held += text
        while tag := _THOUGHT.search(self._held):
            before, self._held = self._held[: tag.start()], self._held[tag.end() :]
            if not self._inside:
                yield before
                if tag[1]:
                    yield None
            self._inside = not tag[1]
        half = _HALF_TAG.search(self._held)
        ready = self._held[: half.start()] if half else self._held
        self._held = self._held[len(ready) :]
        if not self._inside:
            yield ready

    def finish(self) -> str:
        return "" if self._inside else self._held


class SentenceReader:
    """Feed it pieces, get sentences. ``known`` are the ids that were shown."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._thoughts = Thoughts()
        self._buffer = ""
        self._settled = 0
        """Up to where the buffer is known to hold no border: more text changes no decision."""

    @property
    def pending(self) -> str:
        """The sentence that is being written, as far as it goes, without its ids."""
        return _OPEN_GROUP.sub("", self._without_groups(self._buffer)).lstrip()

    def feed(self, piece: str) -> list[Drafted]:
        """The sentences that this piece completes."""
        found: list[Drafted] = []
        for text in self._thoughts.feed(piece):
            if text is None:
                self._buffer, self._settled = "", 0
            else:
                self._buffer += text
            found += self._complete(final=False)
        return found

    def finish(self, whole: bool = True) -> list[Drafted]:
        """What is left; ``whole`` says that the model itself came to an end."""
        self._buffer += self._thoughts.finish()
        found = self._complete(final=True)
        rest = self._buffer.strip()
        self._buffer = ""
        ended = whole or bool(_STOP.search(self._without_groups(rest)[-3:]))
        return found + self._as_written(rest, ended)

    def _complete(self, final: bool) -> list[Drafted]:
        found: list[Drafted] = []
        while (end := self._border(final)) is not None:
            found += self._as_written(self._buffer[:end], True)
            self._buffer, self._settled = self._buffer[end:], 0
        return found

    def _border(self, final: bool) -> int | None:
        """Where the first sentence of the buffer ends with its ids; None when that is not known."""
        self._buffer = text = self._buffer.lstrip()
        groups = {start: end for start, end, _ in self._groups(text)}
        at = self._settled
        while stop := _STOP.search(text, at):
            inside = next((end for start, end in groups.items() if start < stop.start() < end), 0)
            if inside:
                self._settled = at = inside
                continue
            after = self._after_ids(text, stop.end(), groups, leading=0 in groups)
            rest = text[after:].lstrip()
            if not rest or (not final and _OPEN_GROUP.match(rest)):
                return None
            word = _WORD.match(rest)
            if word is None and not final:
                return None
            if self._is_border(text, stop, after, word.group() if word else rest):
                return after
            self._settled = at = stop.end()
        return None

    def _after_ids(self, text: str, at: int, groups: dict[int, int], leading: bool) -> int:
        """Past the ids that follow a full stop, unless ids lead their sentences here."""
        end = at
        while match := re.compile(r"\s*").match(text, end):
            if match.end() not in groups:
                break
            end = groups[match.end()]
            if stray := re.compile(r"[.,;](?!\d)").match(text, end):
                end = stray.end()
        line, newline, _ = text[end:].partition("\n")
        return at if leading and (line.strip() or not newline) and end < len(text) else end

    def _is_border(self, text: str, stop: re.Match[str], after: int, word: str) -> bool:
        gap = text[stop.start() : after + len(text[after:]) - len(text[after:].lstrip())]
        left = " ".join(self._without_groups(text[: stop.end()]).split())
        if not re.search(r"[^\W\d_]", left):
            return False
        if "\n" in gap:
            return not (word[0].islower() and stop.group() == "\n")
        if after == stop.end() and not text[after : after + 1].isspace():
            return False
        spans = sentence_spans(f"{left} {word}")
        return any(span.start == len(left) + 1 for span in spans)

    def _groups(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        for match in _GROUP.finditer(text):
            inside = next(part for part in match.groups() if part is not None)
            ids = _ids(inside)
            round_brackets = match.group()[0] in "(（"
            if ids and (not round_brackets or all(i in self._known for i in ids)):
                yield match.start(), match.end(), ids

    def _without_groups(self, text: str) -> str:
        for start, end, _ in reversed(list(self._groups(text))):
            text = text[:start].rstrip(" ") + " " + text[end:].lstrip(" ")
        return text

    def _as_written(self, text: str, whole: bool) -> list[Drafted]:
        if _FENCE_LINE.fullmatch(text.strip()):
            return []
        ids = dict.fromkeys(i for _, _, group in self._groups(text) for i in group)
        words = re.sub(r"\s+(?=[.,;:!?])", "", self._without_groups(text)).strip()
        words = re.sub(r"(?<=[.!?…])[.,;]+$", "", words)
        return [Drafted(words, tuple(ids), whole)] if re.search(r"\w", words) else []


def _ids(inside: str) -> tuple[str, ...]:
    """The ids in a pair of brackets; none when the brackets hold anything else."""
    tokens = [token.lower() for token in _INSIDE.findall(inside)]
    ids: list[str] = []
    for i, token in enumerate(tokens):
        if token[0].isdigit():
            from_range = i >= 2 and tokens[i - 1] in "-–—" and _range(tokens[i - 2], token)
            ids += from_range or [token]
        elif token not in _AROUND_IDS and token not in _BETWEEN_IDS:
            return ()
    if any("." not in i and len(i) > 2 for i in ids):
        return ()  # "[2022]" is an insertion, not an id
    return tuple(dict.fromkeys(ids))


def _range(first: str, last: str) -> list[str]:
    """``1.2-1.4`` names the sentence between, too."""
    passage, _, low = first.partition(".")
    same, _, high = last.partition(".")
    if passage != same or not low or not high or not 0 < int(high) - int(low) <= 9:
        return []
    return [f"{passage}.{n}" for n in range(int(low) + 1, int(high) + 1)]
