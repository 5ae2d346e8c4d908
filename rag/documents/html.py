"""As one HTML file that needs nothing else and loads nothing."""

from __future__ import annotations

from collections.abc import Sequence

from rag.documents.blocks import Block, Kind, Run
from rag.markup import Html, join, tag

_ELEMENTS = {
    Kind.QUESTION: "h2",
    Kind.WHO: "h3",
    Kind.SOURCES: "h3",
    Kind.QUOTE: "blockquote",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { margin: 0 auto; max-width: 44rem; padding: 2rem 1.2rem 4rem;
  color: #1d1c1a; background: #fff; font: 17px/1.55 system-ui, sans-serif;
  overflow-wrap: anywhere; }
h1, h2, h3 { font-family: Georgia, serif; line-height: 1.25; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.3rem; margin: 2.4rem 0 .3rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .1rem; }
p { margin: .3rem 0; } .lead { font-weight: 600; font-size: 1.1rem; }
.state, .from, .note { color: #635f58; font-size: .88rem; }
blockquote { margin: .6rem 0; padding-left: .9rem; border-left: 3px solid #e4e0d8;
  font: 17px/1.55 Georgia, serif; }
.gap { background: #f1eee7; border-radius: 8px; padding: .6rem .9rem; }
.source { font-size: .92rem; margin: .5rem 0; } a { color: #7a1f2b; }
"""


def written(title: str, blocks: Sequence[Block]) -> bytes:
    """UTF-8."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Html(_STYLE)),
    )
    inside = join([tag("h1", title, dir="auto"), *(_block(each) for each in blocks)])
    page = "<!doctype html>" + tag("html", head, tag("body", inside), lang="en")
    return page.encode("utf-8")


def _block(block: Block) -> Html:
    element = _ELEMENTS.get(block.kind, "p")
    return tag(element, *map(_run, block.runs), class_=block.kind.value, dir="auto")


def _run(run: Run) -> Html | str:
    if run.link:
        return tag("a", run.text, href=run.link, rel="noopener noreferrer")
    if run.struck:
        return tag("s", run.text)
    return tag("b", run.text) if run.strong else run.text
