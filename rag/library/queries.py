"""What searches and answers ask of the ledger again and again, each made once.

Making a statement takes longer than SQLite takes to answer most of these.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, select

from rag.library.schema import articles, locations, revisions, signatures


def is_current() -> ColumnElement[bool]:
    """That a row of ``revisions`` is what its row of ``articles`` stands at."""
    return and_(
        revisions.c.article_id == articles.c.id, revisions.c.revision == articles.c.revision
    )


def _ids() -> Any:
    return bindparam("ids", expanding=True)


CURRENT: Select[Any] = (
    select(revisions, articles.c.day, articles.c.instant)
    .join(articles, is_current())
    .where(articles.c.removed.is_(False))
)
"""Whole articles as they stand."""
CURRENT_OF = CURRENT.where(articles.c.id.in_(_ids()))
"""Those of ``ids``."""

LOCATIONS: Select[Any] = (
    select(locations.c.article_id, locations.c.location).distinct().order_by(locations.c.location)
)
"""Where all articles lie."""
LOCATIONS_OF = LOCATIONS.where(locations.c.article_id.in_(_ids()))
"""Those of ``ids``."""

TEXTS_OF: Select[Any] = (
    select(articles.c.id, revisions.c.text)
    .join(revisions, is_current())
    .where(articles.c.id.in_(_ids()), articles.c.removed.is_(False))
)
"""The texts of ``ids`` as they stand."""

CLUSTERS_OF: Select[Any] = select(signatures.c.article_id, signatures.c.cluster).where(
    signatures.c.article_id.in_(_ids())
)
"""The clusters of near copies of ``ids``."""

OTHERS_IN: Select[Any] = (
    select(articles.c.id)
    .join(signatures, signatures.c.article_id == articles.c.id)
    .where(signatures.c.cluster == bindparam("cluster"), articles.c.id != bindparam("but"))
    .order_by(articles.c.instant.is_(None), articles.c.instant, articles.c.id)
    .limit(bindparam("most", type_=Integer))
)
"""The articles of a cluster, up to so many: the earliest published first, the undated last."""
