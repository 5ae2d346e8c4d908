"""Addresses and arguments as they may be shown: what opens a door is left out."""

from __future__ import annotations

import re

MASK = "****"
# Greedy up to the last @: a password with an unescaped sign in it is not to show in part.
_USER = re.compile(r"(://[^:/@?#\s]*:)\S*(?=@)")
_PARAMETER = re.compile(r"(?i)([?&](?:password|sslpassword|token|api_key|key)=)[^&\s]*")
# In the JSON of a class's arguments; "date_key" and "keywords" are none.
_NAME = r"[^\"]*(?:(?:api|access|secret)_?key|token|secret|password|authorization)"
_ARGUMENT = re.compile(rf'(?i)("{_NAME}"\s*:\s*")(?:[^"\\]|\\.)+')


def masked(text: str) -> str:
    """A text with the passwords of the addresses, and of the arguments, in it covered."""
    text = _ARGUMENT.sub(rf"\1{MASK}", text)
    return _PARAMETER.sub(rf"\1{MASK}", _USER.sub(rf"\1{MASK}", text))


def hidden(text: str) -> tuple[str, ...]:
    """What :func:`masked` covers in a text: passwords, keys and tokens."""
    found = (
        match[0][len(match[1]) :]
        for form in (_USER, _PARAMETER, _ARGUMENT)
        for match in form.finditer(text)
    )
    return tuple(each for each in found if each)


def is_secret(name: str) -> bool:
    """Whether an argument of this name opens a door."""
    return re.fullmatch(_NAME, name, re.IGNORECASE) is not None
