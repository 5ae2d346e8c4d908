"""Text as a ledger's columns hold it: any text, in the order of its code points.

SQLite does so by itself. PostgreSQL would sort by its database's language, so that a range of
locations held others and a least id were another than Python's; and it refuses the NUL character,
which is written in two others there.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

# The sign SUBSTITUTE stands for a NUL; with a letter, so that it can stand for itself too.
_SUB, _NUL, _ITSELF = "\x1a", "\x1an", "\x1as"
_WRITTEN = re.compile("\x1a[ns]")


class _AnyText(TypeDecorator[str]):
    impl = Text
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(collation="C")

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or ("\0" not in value and _SUB not in value):
            return value
        return value.replace(_SUB, _ITSELF).replace("\0", _NUL)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        if value is None or _SUB not in value:
            return value
        return _WRITTEN.sub(lambda m: "\0" if m[0] == _NUL else _SUB, value)


WORDS = Text().with_variant(_AnyText(), "postgresql")
