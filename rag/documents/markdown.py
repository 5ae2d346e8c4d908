"""As Markdown that any reader shows alike: signs that would format are shown as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.documents.blocks import Block, Kind, Run

_SIGNS = re.compile(r"[\\`*_\[\]<>{}|~&#$^!@]")
_BEGINS = re.compile(r"^(\s*)([-+=:]|\d{1,9}(?=[.)]))")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|javascript|data|www)([:.])")
_ENDS = re.compile(r"[\s<>()\\]")
_BEFORE = {
    Kind.QUESTION: "## ",
    Kind.WHO: "### ",
    Kind.SOURCES: "### ",
    Kind.QUOTE: "> ",
    Kind.SOURCE: "- ",
    Kind.GAP: "> ",
}
_AROUND = {Kind.LEAD: "**", Kind.NOTE: "*", Kind.STATE: "*", Kind.FROM: "*"}


def written(title: str, blocks: Sequence[Block]) -> bytes:
    """UTF-8, one paragraph a block."""
    lines = [f"# {plain(title)}", *(_block(each) for each in blocks)]
    return ("\n\n".join(line for line in lines if line) + "\n").encode("utf-8", "replace")


def plain(text: str) -> str:
    """Somebody else's text on one line, none of it Markdown, HTML or an address that links."""
    flat = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    return _ADDRESS.sub(r"\1\\\2", flat)


def _block(block: Block) -> str:
    body = "".join(_runs(block)).strip()
    if not body:
        return ""
    # A list, a heading's underline or a number may only begin where a line does.
    begun = _BEGINS.sub(_escaped, body)
    around = _AROUND.get(block.kind, "")
    return f"{_BEFORE.get(block.kind, '')}{around}{begun}{around}"


def _escaped(begins: re.Match[str]) -> str:
    sign = begins[2]
    return f"{begins[1]}{sign}\\" if sign[0].isdigit() else f"{begins[1]}\\{sign}"


def _runs(block: Block) -> Iterator[str]:
    for run in block.runs:
        before = " " if run.text[:1].isspace() else ""
        after = " " if run.text[-1:].isspace() else ""
        yield f"{before}{_run(run, block.kind)}{after}"


def _run(run: Run, kind: Kind) -> str:
    text = plain(run.text)
    if not text:
        return ""
    if run.link:
        return f"[{text}]({_target(run.link)})"
    if run.struck:
        return f"~~{text}~~"
    return f"**{text}**" if run.strong and kind not in _AROUND else text


def _target(address: str) -> str:
    """An address inside brackets: what would end it there is written in per cent."""
    return _ENDS.sub(_in_per_cent, address)


def _in_per_cent(sign: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in sign[0].encode())
