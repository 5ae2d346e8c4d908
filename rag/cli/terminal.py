"""What a terminal is sent: colour and links where they are wanted, and no controls of others.

Whether escapes are written at all is one decision, in :func:`dressed`: a pipe gets plain text.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

WIDTH = 96
"""Characters to a line: where nobody knows how wide the terminal is, and at most where it is."""
_LEAST_WIDTH = 40

# Controls, and marks that turn the direction of what follows them.
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_STEERING = re.compile(f"[{_CONTROLS}]")
_STEERING_OR_BREAK = re.compile(f"[{_CONTROLS}\t\n]")
_REPLACEMENT = "\ufffd"
_NUMBER = re.compile(r"\[(\d+)\]")


class Color(StrEnum):
    """When colours and links are written."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Style(StrEnum):
    """Select Graphic Rendition parameters (ECMA-48, 8.3.117)."""

    BOLD = "1"
    DIM = "2"
    MARKED = "1;7"
    GOOD = "32"
    FAIR = "33"
    BAD = "31"
    NUMBER = "36"


_chosen = Color.AUTO


def choose(color: Color) -> None:
    """What ``--color`` says, for all that is printed from now on."""
    global _chosen
    _chosen = color


def dressed() -> bool:
    """Whether what is printed may hold escapes: by ``--color``, else NO_COLOR, FORCE_COLOR and
    TERM, else where the output is a terminal."""
    if _chosen is not Color.AUTO:
        return _chosen is Color.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0", "false"):
        return True
    return os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def width() -> int:
    """Characters to a line: a narrow terminal gets shorter ones."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(_LEAST_WIDTH, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))


def styled(text: str, style: Style) -> str:
    return f"\033[{style}m{text}\033[0m" if text and dressed() else text


def bold(text: str) -> str:
    return styled(text, Style.BOLD)


def numbered(text: str) -> str:
    """Text with the numbers of its sources, ``[3]``, set apart by colour."""
    return _NUMBER.sub(lambda mark: styled(mark[0], Style.NUMBER), text)


def hyperlink(text: str, target: str | None) -> str:
    """The text as a link (OSC 8) to an http(s) address or to a file that is there; the text alone
    where the target is neither, or nothing but text is wanted."""
    address = _address(target) if target and dressed() else None
    return f"\033]8;;{address}\033\\{text}\033]8;;\033\\" if address else text


def _address(target: str) -> str | None:
    if target.lower().startswith(("http://", "https://")):
        # A terminal takes the printable ASCII characters alone, so the rest is written in per cent.
        return quote(target.encode("utf-8", "replace"), safe="%/:?#[]@!$&'()*+,;=~")
    path = Path(target)
    try:
        return path.as_uri() if path.is_absolute() and path.exists() else None
    except (OSError, ValueError):
        return None


def printable(text: str) -> str:
    """One line of somebody else's text, without signs that would steer a terminal."""
    return _STEERING_OR_BREAK.sub(_REPLACEMENT, text)


def printable_lines(text: str) -> str:
    """The same of text that may have several lines."""
    return _STEERING.sub(_REPLACEMENT, text)
