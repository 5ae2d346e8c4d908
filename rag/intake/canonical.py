"""Canonical text: what offsets point into, and what a reader and a model both see.

NFC, no hidden characters, one kind of space, paragraphs apart by one blank line, lines within a
paragraph (verse, lists, code) by one line break. ``canonical(canonical(x)) == canonical(x)``.
"""

from __future__ import annotations

import re
import unicodedata

PARAGRAPH = "\n\n"

_LINE_BREAK = re.compile("\r\n|[\r\v\x85\u2028]")
_PAGE_BREAK = re.compile("[\f\u2029]")
_SPACES = re.compile("[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]+")
_BLANK_LINES = re.compile(r"\n{3,}")

# Everything that takes no room on the screen: controls, soft hyphens, fillers, zero-width and
# bidirectional marks, variation selectors, tags, interlinear and musical controls.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_TEXT_STYLE, _EMOJI_STYLE = "\ufe0e", "\ufe0f"
# Scripts whose spelling needs joiners: Arabic to Thaana, the Indic scripts, Tibetan and Burmese,
# Khmer and Mongolian, Arabic presentation forms, the later Brahmic blocks.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua87f\ua8e0-\ua8ff\ufb50-\ufdff"
    "\U00011000-\U00011fff]"
)
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PICTURE = re.compile("[#*0-9©®‼⁉™ℹ\u2190-\u2bff〰〽㊗㊙\U0001f000-\U0001faff]")
_FLAG = "\U0001f3f4"
_FLAG_TAGS = re.compile(
    # The three flags in use: England, Scotland, Wales. Other tag sequences only hide text.
    "(?:\U000e0067\U000e0062)(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f"
)


def canonical(text: str) -> str:
    """The canonical form of a text; blank lines part its paragraphs."""
    text = _LINE_BREAK.sub("\n", _PAGE_BREAK.sub(PARAGRAPH, text))
    lines = "\n".join(canonical_line(line) for line in text.split("\n"))
    return _BLANK_LINES.sub(PARAGRAPH, lines).strip("\n")


def canonical_line(line: str) -> str:
    """The canonical form of what must be one line: a title, a name."""
    if line.isascii() and line.isprintable() and "  " not in line:
        return line.strip(" ")
    line = _SPACES.sub(" ", _LINE_BREAK.sub(" ", line).replace("\n", " "))
    line = unicodedata.normalize("NFC", without_hidden(unicodedata.normalize("NFC", line)))
    # Spaces again: some come together when what stood between them is taken out.
    return _SPACES.sub(" ", line).strip(" ")


def without_hidden(text: str) -> str:
    """Without characters that nobody sees; real scripts and emoji keep the joiners they need."""
    flags = [span for m in re.finditer(_FLAG, text) if (span := _flag_span(text, m.end()))]
    if not flags:
        return _HIDDEN.sub(_kept, text)
    parts, at = [], 0
    for start, end in flags:
        parts += [_HIDDEN.sub(_kept, text[at:start]), text[start:end]]
        at = end
    return "".join([*parts, _HIDDEN.sub(_kept, text[at:])])


def _flag_span(text: str, start: int) -> tuple[int, int] | None:
    found = _FLAG_TAGS.match(text, start)
    return found.span() if found else None


def _kept(match: re.Match[str]) -> str:
    """The hidden character itself where spelling or an emoji needs it, else nothing."""
    text, at, char = match.string, match.start(), match.group()
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if char in (_ZWNJ, _ZWJ) and _joins(before) and _joins(after):
        return char
    if char == _ZWJ and _PICTURE.match(after):
        styled = before == _EMOJI_STYLE and _PICTURE.match(text[at - 2 : at - 1])
        return char if styled or _PICTURE.match(before) else ""
    if char in (_TEXT_STYLE, _EMOJI_STYLE):
        return char if _PICTURE.match(before) or _IDEOGRAPH.match(before) else ""
    if "\U000e0100" <= char <= "\U000e01ef" or "\ufe00" <= char <= "\ufe02":
        return char if _IDEOGRAPH.match(before) else ""
    return ""


def _joins(char: str) -> bool:
    return bool(_JOINING.match(char)) and not _HIDDEN.match(char)
