"""How far a sentence is somebody's own word or deed."""

from __future__ import annotations

from rag.answering.accounts import Line, is_deed
from rag.answering.speakers import is_by
from rag.retrieval.asks import Asks
from rag.retrieval.names import actors_in

SPEAKS, SPEAKS_BELOW, ACTS, TELLS = 1.0, 0.95, 0.85, 0.9


def voice_of(actor: str, asks: Asks, reported: Line) -> float:
    """1 where an actor speaks in a sentence, less where it only acts, 0 where it does neither."""
    acts = [act for act in reported.acts if is_by(act, actor)]
    if reported.speaker is not None:
        # What somebody else says of the actor is no word or deed of the actor's own.
        return SPEAKS if is_by(reported.speaker, actor) else 0.0
    if any(act.reports for act in acts):
        return SPEAKS_BELOW
    if asks is Asks.REACTION and any(is_deed(act) and len(act.of) == 1 for act in acts):
        return ACTS
    # "What does the strategy say": a text has no voice of its own; what it does is what it says.
    if asks is Asks.STATEMENT and acts and actor[:1].islower() and not actors_in(actor):
        return TELLS
    return 0.0
