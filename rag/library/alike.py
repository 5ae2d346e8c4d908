"""Whether two articles are one text: shingles, MinHash, and the exact comparison.

A text becomes the set of its word triples (shingles), with case, punctuation and the shapes of
quotes folded. To find the few pairs worth comparing among all articles, MinHash keys are kept of
the whole text and of its beginning: texts that have much in common share a key (Broder, On the
resemblance and containment of documents, 1997; Leskovec, Rajaraman & Ullman, Mining of Massive
Datasets, section 3.4, on bands). Whether a pair is one text is then decided on the shingles.

All of it is arithmetic on BLAKE2 digests: the same on every machine and in every run.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Signature = NDArray[np.uint32]

SHINGLE = 3
"""Words in a shingle: one changed word costs three."""
FEWEST_WORDS = 40
"""A shorter text is a copy only of one with the same words: briefs share phrases by chance."""
_FEWEST_AT_ALL = 8
_HEAD = 90
"""Words of a beginning. An outlet that cuts a text keeps these; a digest of many texts does not."""
_ROWS, _BANDS, _HEAD_BANDS = 3, 32, 16
_WHOLE = _ROWS * _BANDS
_KEY_BITS = np.uint64(16)
"""Of 64 bits of a key 48 are kept: smaller in the ledger, and still no two alike by chance."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
# The sign first and what stands before it after, since a search for a character is quick.
_INSIDE = re.compile(r"['’ʼ`´,](?=\w)(?:(?<=\w[^,])|(?<=\d,)(?=\d))")
_NAME = re.compile(r"(?<=[\w,] )[^\W\d_]\w+")

_GOLDEN, _MIX, _MIX_2 = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
"""The constants of splitmix64 (Steele, Lea & Flood 2014)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is compared of a text. Arrays of hashes are sorted and hold each once."""

    length: int
    """Words."""
    shingles: Hashes
    figures: Hashes
    """The shingles with a number in them."""
    head: Hashes
    """The shingles of the beginning."""
    names: frozenset[str]
    """Capitalised words that begin no sentence."""
    signature: Signature
    """``(144,)``: MinHash of the shingles, then of the head; empty for a short text."""
    keys: tuple[int, ...]
    """Two texts may be one when they share a key. None for a text of hardly any words."""


@lru_cache(maxsize=512)
def sketch(text: str) -> Sketch:
    """The sketch of any text, in about two milliseconds an article."""
    found = words(text)
    shingles = _shingled(found)
    numeric = np.array([word[0].isdigit() for word in found], np.bool_)
    beginning = np.unique(shingles[: max(_HEAD - SHINGLE + 1, 0)])
    unique = np.unique(shingles)
    signature = _signature(unique, beginning) if len(found) >= FEWEST_WORDS else _NO_SIGNATURE
    return Sketch(
        length=len(found),
        shingles=unique,
        figures=np.unique(shingles[_windowed(numeric)]),
        head=beginning,
        names=frozenset(name for name in _NAME.findall(text) if name[0].isupper()),
        signature=signature,
        keys=keys(signature) if len(signature) else _whole_key(found),
    )


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded. Of scripts that write no spaces, overlapping pairs of signs."""
    folded = _INSIDE.sub("", unicodedata.normalize("NFKC", text).casefold())
    if _IS_UNSPACED.search(folded) is None:
        return tuple(_RUN.findall(folded))
    found: list[str] = []
    for run in _RUN.findall(folded):
        if len(run) > 1 and _IS_UNSPACED.match(run):
            found += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            found.append(run)
    return tuple(found)


def share(part: Hashes, whole: Hashes) -> float:
    """The share of the first set that the second one holds, from 0 to 1; 0 of nothing."""
    if not len(part) or not len(whole):
        return 0.0
    return float(np.count_nonzero(among(part, whole)) / len(part))


def among(part: Hashes, whole: Hashes) -> NDArray[np.bool_]:
    """For each of the first, whether the second (sorted, not empty) has it."""
    at = np.searchsorted(whole, part)
    at[at == len(whole)] = 0
    found: NDArray[np.bool_] = whole[at] == part
    return found


def estimate(one: Signature, other: Signature) -> tuple[float, float]:
    """About how alike two signatures' texts are (Jaccard), whole and heads."""
    same = one == other
    return float(same[:_WHOLE].mean()), float(same[_WHOLE:].mean())


def keys(signature: Signature) -> tuple[int, ...]:
    """One key a band of three minima, 32 of the whole text and 16 of the head; 48 bits each."""
    bands = signature.reshape(-1, _ROWS).astype(np.uint64)
    mixed = np.arange(1, len(bands) + 1, dtype=np.uint64) * _GOLDEN
    for row in range(_ROWS):
        mixed = _scrambled(mixed ^ bands[:, row])
    return tuple(dict.fromkeys((mixed >> _KEY_BITS).tolist()))


def _whole_key(found: Sequence[str]) -> tuple[int, ...]:
    if len(found) < _FEWEST_AT_ALL:
        return ()
    return (_digest(" ".join(found)) >> int(_KEY_BITS),)


def _shingled(found: Sequence[str]) -> Hashes:
    """The hash of every three words in a row, in reading order."""
    count = len(found) - SHINGLE + 1
    if count < 1:
        return _NOTHING
    hashes = np.fromiter(map(_digest_of_word, found), np.uint64, count + SHINGLE - 1)
    mixed = np.zeros(count, np.uint64)
    for at in range(SHINGLE):
        mixed = _scrambled((mixed + _GOLDEN) ^ hashes[at : at + count])
    return mixed


def _windowed(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each shingle, whether one of its words is marked."""
    count = max(len(marked) - SHINGLE + 1, 0)
    found = np.zeros(count, np.bool_)
    for at in range(SHINGLE):
        found |= marked[at : at + count]
    return found


@lru_cache(maxsize=65_536)
def _digest_of_word(word: str) -> int:
    """Kept, since articles are made of the same words."""
    return _digest(word)


def _digest(word: str) -> int:
    # Half of a character cannot be encoded; what is read never holds one, but any text may come.
    written = word.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(written, digest_size=8).digest(), "little")


def _scrambled(values: Hashes) -> Hashes:
    """Every bit of the result depends on every bit of the value (splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))


def _minima(shingles: Hashes, multipliers: Hashes) -> Signature:
    """The least of each permutation: the high half of an odd multiple of each hash."""
    products = multipliers[:, None] * shingles[None, :]
    least: Signature = (products.min(axis=1) >> np.uint64(32)).astype(np.uint32)
    return least


def _signature(shingles: Hashes, head: Hashes) -> Signature:
    whole, beginning = _MULTIPLIERS[:_WHOLE], _MULTIPLIERS[_WHOLE:]
    return np.concatenate([_minima(shingles, whole), _minima(head, beginning)])


def _multipliers(numbers: Iterable[int]) -> Hashes:
    return _scrambled(np.array(list(numbers), np.uint64) * _GOLDEN) | np.uint64(1)


_NOTHING: Hashes = np.empty(0, np.uint64)
_NO_SIGNATURE: Signature = np.empty(0, np.uint32)
_MULTIPLIERS = _multipliers(range(1, _WHOLE + _ROWS * _HEAD_BANDS + 1))
