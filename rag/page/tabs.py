"""The heading of the library and the views there are of it."""

from __future__ import annotations

from rag.markup import Html, join, tag
from rag.page import coveragewords, gatheredwords, links, shelfwords, statementwords


def head(shown: str, held: int, refused: int, *, changes: bool = False) -> Html:
    """``shown`` is the path of the view that is open; ``changes`` offers to add articles."""
    tabs = [
        (links.LIBRARY, links.of_library(), f"{shelfwords.ARTICLES} ({held:,})"),
        (links.COVERAGE, links.of_coverage(), coveragewords.COVERAGE),
        (links.STATEMENTS, links.of_statements(), statementwords.SPEAKERS),
        (links.COLLECTIONS, links.of_collections(), gatheredwords.COLLECTIONS),
        (links.NOT_READ, links.of_not_read(), f"{shelfwords.NOT_READ} ({refused:,})"),
    ]
    if changes:
        tabs.append((links.ADDING, links.of_adding(), shelfwords.ADD))
    return join(
        [
            tag("h2", shelfwords.LIBRARY, id="reader-title", tabindex=-1),
            tag(
                "nav",
                *(
                    tag("a", label, href=href, aria_current="page" if at == shown else None)
                    for at, href, label in tabs
                ),
                class_="tabs",
                aria_label=shelfwords.LIBRARY,
            ),
        ]
    )
