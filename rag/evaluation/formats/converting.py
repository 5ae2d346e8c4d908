"""One form into another: questions, the articles that come with them, and finished runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation import formats
from rag.evaluation.formats import beir, llamaindex, ragas, trec
from rag.evaluation.formats.form import write_lines
from rag.evaluation.rows import RESULTS, Run, read_run
from rag.types import Article, plain

OF_RUNS: Mapping[str, Callable[[Run, Path], None]] = {
    "trec": trec.write_run,
    "ragas": ragas.write_run,
    "llamaindex": llamaindex.write_run,
}
"""What a finished run can be written as, with what was said in it."""


@dataclass(frozen=True, slots=True)
class Converted:
    """``came`` is the form that was read: a form's name, or ``run``."""

    came: str
    became: str
    questions: int
    articles: int = 0


def convert(
    source: Path,
    target: Path,
    *,
    came: str | None = None,
    become: str = "byline",
    articles: Path | None = None,
    library: Iterable[Article] = (),
) -> Converted:
    """Write what ``source`` holds at ``target``. ``articles`` is a file for the articles that come
    with it, as `rag ingest` reads them; ``library`` are articles for a BEIR folder's corpus.

    Raises UsageError for what cannot be read, and for what the other form has no place for.
    """
    if source.resolve() == target.resolve():
        raise UsageError(f"'{target}' would be written over what is read; name another file")
    if came is None and (source / RESULTS).is_file():
        return _of_run(source, target, become)
    form = formats.form_of(source, came)
    golds = formats.read(source, form.name)
    write = formats.FORMS[become].write if become in formats.FORMS else None
    if write is None:
        writable = [name for name, each in formats.FORMS.items() if each.write]
        only = " (`trec` takes the folder of a run)" if become == "trec" else ""
        raise UsageError(f"nothing is written as '{become}'{only}; --to {', '.join(writable)}")
    write(golds, target)
    wanted = articles is not None or become == "beir"
    brought = list(form.articles(source)) if form.articles and wanted else []
    if articles is not None:
        if not brought:
            raise UsageError(f"{source} brings no articles (as {form.what}); leave --articles out")
        write_lines(articles, iter(brought))
    if become == "beir":
        brought = brought or list(map(as_row, library))
        beir.write_corpus(iter(brought), target)
    return Converted(form.name, become, len(golds), len(brought))


def _of_run(source: Path, target: Path, become: str) -> Converted:
    if become not in OF_RUNS:
        raise UsageError(f"a run is not written as '{become}'; --to {', '.join(OF_RUNS)}")
    run = read_run(source)
    OF_RUNS[become](run, target)
    return Converted("run", become, len(run.rows))


def as_row(article: Article) -> dict[str, Any]:
    """An article as a row that `rag ingest` reads."""
    told = {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "source": article.source,
        "authors": list(article.authors),
        "published_at": plain(article.published),
        "language": article.language,
    }
    return {name: each for name, each in told.items() if each}
