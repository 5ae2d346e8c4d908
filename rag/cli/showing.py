"""``rag show``: one article with all that is known of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.common import AsJson, Index, named, open_rag, origin, print_json
from rag.cli.completing import article_ids
from rag.cli.terminal import bold, hyperlink, printable, printable_lines

if TYPE_CHECKING:
    from rag.types import Article, Copy, Dossier

ArticleId = Annotated[
    str,
    typer.Argument(help="An article's id, as `rag list` shows it.", autocompletion=article_ids),
]
_FIELDS = "title source credits authors published modified language url".split()


def show(
    article: ArticleId,
    revision: Annotated[
        int | None, typer.Option(metavar="N", help="An earlier text of it, by its number.")
    ] = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Show one article: its fields and how each was found, its copies and revisions, its text."""
    with open_rag(index) as rag:
        held = rag.dossier(article, revision)
    if json:
        print_json(held.to_dict())
    else:
        print("\n".join(_lines(held)))
    return 0


def _lines(held: Dossier) -> Iterator[str]:
    shown = held.article
    yield bold(printable(shown.label))
    yield origin(shown)
    yield from _age(held)
    yield ""
    yield from _fields(shown)
    yield from _section("copies elsewhere, nearly the same text", map(_copy, held.copies))
    if len(held.revisions) > 1:
        yield from _section("revisions", (_version(each, held) for each in held.revisions))
    yield ""
    yield printable_lines(shown.text)


def _age(held: Dossier) -> Iterator[str]:
    if not held.older:
        return
    said = f"This is an older text of this article, revision {held.article.revision}; "
    now = "the article was removed since"
    if held.current is not None:
        now = f"the current one is revision {held.current}: rag show {printable(held.article.id)}"
    yield bold(said + now)


def _fields(article: Article) -> Iterator[str]:
    """Every field with how it was found; what is not known is said to be unknown."""
    from rag.types import plain

    yield f"  id: {printable(article.id)}{_how(article, 'id')}"
    for name in _FIELDS:
        value = plain(getattr(article, name))
        shown = ", ".join(value) if isinstance(value, list) else value
        yield f"  {name}: {printable(shown or 'unknown')}{_how(article, name)}"
    yield f"  text: {len(article.text.split()):,} words{_how(article, 'text')}"
    for location in article.locations or (article.location,):
        yield f"  from: {hyperlink(printable(location), location)}"


def _how(article: Article, name: str) -> str:
    how = article.found.get(name)
    return f" ({printable(how)})" if how else ""


def _section(name: str, lines: Iterable[str]) -> Iterator[str]:
    rows = list(lines)
    if rows:
        yield f"\n  {name}"
        yield from (textwrap.indent(row, "    ") for row in rows)


def _copy(copy: Copy) -> str:
    where = named(copy.source, copy.credits, copy.published)
    title = f"\n  {printable(copy.title)}" if copy.title else ""
    return f"{printable(copy.article_id)}{title}\n  {where}; {_common(copy.share)}"


def _common(share: float) -> str:
    """How much two texts have in common, in words."""
    if share >= 0.995:
        return "all of the shorter text stands in both"
    return f"{share:.0%} of the shorter text stands in both"


def _version(text: Article, held: Dossier) -> str:
    from rag.types import differing

    is_current = text.revision == held.current
    is_shown = text.revision == held.article.revision
    marks = [mark for mark, is_so in (("current", is_current), ("shown", is_shown)) if is_so]
    other = differing(text, held.revisions[0])
    says = [f"other {', '.join(other)}"] if other else []
    dates = [
        f"{name} {value.isoformat()}"
        for name, value in (("published", text.published), ("modified", text.modified))
        if value is not None and name in other
    ]
    line = "; ".join([*marks, *says, *dates]) or "the same in all that is shown"
    title = f"\n  {printable(text.title)}" if text.title and "title" in other else ""
    return f"{text.revision}: {line}{title}"
