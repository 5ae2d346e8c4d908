"""The wording of the list of keys, and of what the page's script has to say."""

from __future__ import annotations

TITLE = "Keys"
OPEN = "Keys of the keyboard"
CLOSE = "Close the list of keys"
UNREACHABLE = "The server could not be reached. Is it still running?"
KEYS = (
    ("Enter", "ask what is written"),
    ("Shift Enter", "begin a new line"),
    ("/", "write a question"),
    ("s", "stop the answer"),
    ("e", "edit the last question"),
    ("r", "ask it again"),
    ("n", "begin a new conversation"),
    ("c", "list your conversations"),
    ("l", "list the articles"),
    ("Tab", "go to the next number, button or field"),
    ("Esc", "close what is open, one thing at a time; leave an empty field"),
    ("?", "show these keys"),
)
"""Each key or keys pressed together, and what they do outside of a field."""
