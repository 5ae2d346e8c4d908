"""Questions that ask whether people agree: "Do experts agree that it is safe?"."""

from __future__ import annotations

import re

_AGREE = re.compile(
    r"^(?:do|does|did|are|is)\s+(?:(?:the|all|most|many|any|some|other|different)\s+)*(?:\w+\s+){0,2}?"
    r"(?:experts|analysts|economists|scientists|scholars|historians|researchers|critics|observers"
    r"|officials|politicians|people|everybody|everyone|sources|outlets|articles|accounts|reports"
    r"|parties|sides|speakers|governments|countries)\s+(?:all\s+)?"
    r"(?:agree|disagree|concur|united|agreed|divided|split)(?:\s+(?:in|on|about|over))?"
    r"\s+(?:that|whether|if|saying that)\s+(?P<what>.+)$",
    re.IGNORECASE,
)


def agreed_on(text: str) -> tuple[str, bool]:
    """What people may agree on, and whether that is asked: of "do experts agree that it is safe?"
    an article tells who says that it is safe, hardly ever that experts agree."""
    asked = _AGREE.match(text)
    what = asked["what"] if asked else text
    return (what[:1].upper() + what[1:], True) if asked else (text, False)
