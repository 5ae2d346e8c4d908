"""Addresses as they may be shown: what opens a door is left out."""

from __future__ import annotations

import re

MASK = "****"
# Greedy up to the last @: a password with an unescaped sign in it is not to show in part.
_USER = re.compile(r"(://[^:/@?#\s]*:)\S*(?=@)")
_PARAMETER = re.compile(r"(?i)([?&](?:password|sslpassword|token|api_key|key)=)[^&\s]*")


def masked(text: str) -> str:
    """A text with the passwords of the addresses in it covered."""
    return _PARAMETER.sub(rf"\1{MASK}", _USER.sub(rf"\1{MASK}", text))


def hidden(text: str) -> tuple[str, ...]:
    """What :func:`masked` covers in a text: passwords, keys and tokens of addresses."""
    users = (match[0][len(match[1]) :] for match in _USER.finditer(text))
    values = (match[0][len(match[1]) :] for match in _PARAMETER.finditer(text))
    return tuple(each for each in (*users, *values) if each)
