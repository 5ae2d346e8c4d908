"""One agency report as six outlets print it, and what another outlet saw for itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from rag.types import Article

PARAGRAPHS = (
    "The harbour council of Velmora voted on Tuesday to close the old coal pier and to build a "
    "ferry terminal in its place, ending a quarrel that has divided the town for six years. "
    "Nine members were in favour, four were against and two stayed away.",
    "Council leader Irena Dostal said the terminal would cost 48 million crowns and open in the "
    "spring of 2026. “Nobody will miss the dust,” she told reporters after the vote. She expects "
    "310,000 passengers in the first year, most of them from the islands of Orsk and Lunn.",
    "Dock workers, who feared for 120 jobs, gathered outside the town hall with banners. Their "
    "union said it would go to court unless every worker was offered a place at the new terminal "
    "before the pier is torn down.",
    "The pier was built in 1911 for the mines of the upper valley, the last of which shut down in "
    "2003. Since then it has served a handful of scrap dealers and, on summer evenings, the "
    "anglers of the town.",
    "Work is to begin in October. The ferry company Norrline has promised to pay a third of the "
    "cost in return for the right to run the terminal for 25 years, a clause that the opposition "
    "called a gift.",
)
STORY = "\n".join(PARAGRAPHS)
TITLE = "Velmora closes its coal pier for a ferry terminal"

OWN_REPORT = (
    "There was applause in the gallery, and a few boos, when the vote on Velmora's waterfront was "
    "read out late on Tuesday: the coal pier goes, ferries come.\n"
    "Irena Dostal, who leads the council, looked tired and pleased. She put the price at 48 "
    "million crowns. On the steps outside, crane driver Pavel Hruby rolled up a banner he had "
    "painted with his daughter. He has worked on the quay for 22 years and says nobody has "
    "spoken to him yet.\n"
    "The anglers were philosophical. One of them, a retired teacher, said that mackerel do not "
    "read the minutes of councils and would be back in any case.\n"
    "A spokeswoman for Norrline declined to say what fares would be, but called the decision a "
    "good day for the islands."
)
"""The same event by a reporter who was there: other words."""

OUTLETS = ("Harbour Post", "Valley Echo", "Island News", "Evening Mail", "Coast Daily", "The Lamp")
AGENCY = "Corona"


def edited() -> tuple[str, ...]:
    """Six slightly different copies."""
    return (
        STORY,
        # Another headline is in ``printed``; here, straight quotes and other dashes.
        STORY.replace("“", '"').replace("”", '"').replace("’", "'"),
        # The end is cut.
        "\n".join(PARAGRAPHS[:3]),
        # A paragraph of its own.
        f"{STORY}\nThe Evening Mail will hold a public debate on the plans on Friday evening.",
        # A dateline and the agency's mark.
        f"VELMORA (Corona) — {STORY}",
        # Light edits.
        STORY.replace("voted on Tuesday to close", "decided on Tuesday to shut")
        .replace("ending a quarrel", "ending a dispute")
        .replace("a handful of", "a few")
        .replace("Work is to begin", "Building is to begin"),
    )


def article(article_id: str, text: str, **fields: Any) -> Article:
    """An article as intake makes one."""
    location = fields.pop("location", f"/news/{article_id}.md")
    seen = repr((text, sorted(fields.items())))
    return Article(
        id=article_id,
        title=fields.pop("title", TITLE),
        text=text,
        location=location,
        sha256=hashlib.sha256(seen.encode()).hexdigest(),
        locations=(location,),
        **fields,
    )


def printed(credits: Iterable[str] = (AGENCY,)) -> list[Article]:
    """The six copies by six outlets, each under a headline of its own."""
    heads = (
        TITLE,
        "Coal pier to go, council decides",
        "Ferries instead of coal in Velmora",
        "Velmora votes for ferry terminal",
        "Farewell to the coal pier",
        "Council backs ferry terminal",
    )
    return [
        article(
            f"copy-{n}",
            text,
            title=heads[n],
            source=OUTLETS[n],
            credits=tuple(credits),
            published=date(2024, 5, 7 + n // 3),
            language="en",
        )
        for n, text in enumerate(edited())
    ]


def own_report() -> Article:
    """The report by an outlet of its own."""
    return article(
        "own",
        OWN_REPORT,
        title="On the quay, applause and rolled-up banners",
        source="Quayside Weekly",
        published=date(2024, 5, 8),
        language="en",
    )
