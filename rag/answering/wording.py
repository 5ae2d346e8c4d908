"""The letters of a sentence: plain marks, words taken over whole, and quotations inside it.

A lead-in ("Kishida said:") and an insertion in brackets stand outside of what is quoted, so that
``verbatim`` tells of the span alone; what is inserted must stand in a span of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_GLYPHS = str.maketrans(
    {**dict.fromkeys("“”„«»″", '"'), **dict.fromkeys("‘’‚′ʼ", "'"), **dict.fromkeys("‐‑‒–—―", "-")}
)
_QUOTED = re.compile(
    r'"([^"]{1,600})"|(?<![\w])\'([^\'"]{2,300}(?:\'[a-z]{1,2} [^\'"]{0,200})*)\'(?!\w)'
)
_INSERTED = re.compile(r"\[([^\[\]]{1,200})\]")
_LEFT_OUT = re.compile(r"\.\.\.|…|\[[^\[\]]{0,200}\]")
_CODE = re.compile(r"\b(?=\w{0,40}\d)(?=\w{0,40}[A-Za-z])(?!\d[\d.]{0,20}[a-z]{1,4}\b)\w{6,200}\b")
_END = re.compile(r"[\s.!?…]+$")
_PERCENT = re.compile(r"\bper cent\b")
_FRAME = frozenset(
    """not no never deny denied denies if whether unless may might would could said says say
    according claim claims claimed argue argues argued contends alleged allegedly reportedly
    believe believes suggests suggested plan plans planned consider considering would-be should
    will expected hope hopes likely unlikely wants false falsely without neither nor""".split()
)


def plain(text: str) -> str:
    """Straight quotes, one kind of dash and of space, NFC: what no verdict should hang on."""
    text = " ".join(unicodedata.normalize("NFC", text).translate(_GLYPHS).split())
    return _PERCENT.sub("percent", text)


def without_insertions(text: str) -> tuple[str, tuple[str, ...]]:
    """A plain text without what stands in square brackets, and that by itself."""
    inserted = tuple(match[1].strip() for match in _INSERTED.finditer(text) if match[1] != "...")
    return " ".join(_INSERTED.sub(" ", text).split()), inserted


def is_verbatim(text: str, source: str) -> bool:
    """Whether a sentence is the source's own words, and what is cut off did not change them."""
    words = _END.sub("", text)
    at = source.find(words)
    if at < 0 or not words:
        return False
    before, after = source[:at], source[at + len(words) :]
    if before[-1:].isalnum() or after[:1].isalnum():
        return False
    # The sentence around it, not the whole span: a cut-off "officials deny that" matters.
    left = re.split(r"(?<=[.!?])\s", before)[-1]
    right = re.split(r"[.!?](?:\s|$)", after)[0]
    cut = set(re.findall(r"[a-z]+(?:-[a-z]+)?|n't", f"{left} {right}".lower()))
    return not (cut & _FRAME or "n't" in cut)


def wrong_insertion(inserted: Sequence[str], sources: Sequence[str]) -> str | None:
    """The first words in brackets that no span has as they are."""
    for words in inserted:
        if re.search(r"\w", words) and not any(_occurs(words, source) for source in sources):
            return f"the inserted words '{words}' are in no passage it cites"
    return None


def wrong_quote(text: str, sources: Sequence[str]) -> str | None:
    """The first words in quotation marks that are not the source's, letter for letter."""
    for match in _QUOTED.finditer(text):
        for piece in _LEFT_OUT.split(match[1] or match[2]):
            words = piece.strip().strip(",.;:!? ")
            if words and not any(_occurs(words, source) for source in sources):
                return f"the quoted words “{words}” are not in the passage it cites"
    return None


def wrong_code(text: str, sources: Sequence[str]) -> str | None:
    """The first key, hash or the like, of letters and digits mixed, that no span has."""
    for code in _CODE.findall(text):
        if not any(code in source for source in sources):
            return f"'{code[:20]}' is not in the passage it cites"
    return None


def quoted_parts(text: str) -> tuple[str, ...]:
    """What a plain text puts between quotation marks, in order."""
    return tuple(match[1] or match[2] for match in _QUOTED.finditer(text))


def _occurs(words: str, source: str) -> bool:
    """A quotation may begin with a capital that the source does not have."""
    variants = {words, words[0].lower() + words[1:], words[0].upper() + words[1:]}
    return any(
        re.search(rf"(?<!\w){re.escape(variant)}(?!\w)", source) is not None for variant in variants
    )
