"""How often the verifier errs itself, beside the measures that rest on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.evaluation.estimates import wilson
from rag.markup import Html, tag

_SETS = (
    ("by_hand", "By hand"),
    ("not_looked_at", "Not looked at before"),
    ("generated", "Generated"),
)


def errors(measured: Mapping[str, Any]) -> Html | None:
    """Sentences that it passed of each kind, wrong ones and right ones, on labelled cases."""
    kinds: Mapping[str, Any] = measured.get("kinds") or {}
    if not kinds:
        return None
    head = ("Kind of sentence", "It should pass", *(name for _, name in _SETS))
    rows = (
        tag(
            "tr",
            tag("th", kind, scope="row"),
            tag("td", "yes" if of["right"] else "no"),
            *(tag("td", _passed(of.get(key)), class_="num") for key, _ in _SETS),
        )
        for kind, of in kinds.items()
    )
    told = (
        "Some measures rest on the rules that check Byline's own answers. On sentences whose truth "
        "is known, this many passed them; of wrong ones each that passes is an error."
    )
    table = tag(
        "table",
        tag("thead", tag("tr", *(tag("th", each, scope="col") for each in head))),
        tag("tbody", *rows),
    )
    return tag(
        "details",
        tag("summary", f"How often the verifier errs: it passed {_wrong(kinds)} wrong sentences"),
        tag("p", told),
        tag("div", table, class_="scrolls"),
        class_="twin errs",
    )


def _wrong(kinds: Mapping[str, Any]) -> str:
    pairs = [of[key] for of in kinds.values() if not of["right"] for key, _ in _SETS if key in of]
    passed, n = (sum(pair[at] for pair in pairs) for at in (0, 1))
    low, high = wilson(passed, n)
    return f"{passed} of {n:,} ({low:.1%} to {high:.1%})".replace("%", " %")


def _passed(pair: list[int] | None) -> str:
    return "–" if pair is None else f"{pair[0]} of {pair[1]}"
