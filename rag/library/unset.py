"""Memory that was never set, in the files that Chroma keeps its graph in.

A new graph is written with room for vectors to come, and that room is whatever the process had
there before: perhaps words of an article that it read, and that was purged since. What lies
beyond the graph's last element is set to zero, once nobody has the files open.
"""

from __future__ import annotations

import struct
from pathlib import Path

_HEADER = struct.Struct("<i6Q")
"""Version, offset, room in elements, elements, bytes of one, and two offsets within it
(``HierarchicalNSW::persistHeader`` in Chroma's hnswlib)."""
_VERSION = 1
_AT_ONCE = 1 << 20


def blank(path: Path) -> None:
    """Blanks it in all graphs below a folder. Raises OSError; ValueError for a header of another
    version, since then nobody knows what is set.
    """
    for header in path.glob("*/header.bin"):
        version, _, _, elements, size, *_ = _HEADER.unpack_from(header.read_bytes())
        if version != _VERSION:
            raise ValueError(f"{header} is of version {version}, not {_VERSION}")
        with header.with_name("data_level0.bin").open("r+b") as file:
            end = file.seek(0, 2)
            at = file.seek(min(elements * size, end))
            while at < end:
                at += file.write(bytes(min(_AT_ONCE, end - at)))
