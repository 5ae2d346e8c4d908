"""What a run found, for ``trec_eval`` and its relatives: a file of judgements, and a ranking.

``qrels.txt`` has lines ``question 0 article 1``, ``run.txt`` lines
``question Q0 article rank score name``. Blanks divide the columns there, so that an id with one in
it is written with its blanks escaped as in an address; so are the ids in both files alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from rag.evaluation.formats.form import write_text
from rag.evaluation.rows import Row, Run

JUDGED, RANKED = "qrels.txt", "run.txt"


def write_run(run: Run, folder: Path) -> None:
    """Both files of a finished run. The score is one over the rank: the order is what counts."""
    name = _word(run.name)
    write_text(folder / JUDGED, "".join(_judged(run.rows)))
    write_text(
        folder / RANKED,
        "".join(
            f"{_word(row.id)} Q0 {_word(each)} {rank} {1 / rank:.6f} {name}\n"
            for row in run.rows
            for rank, each in enumerate(ranking(row), 1)
        ),
    )


def ranking(row: Row) -> list[str]:
    """The articles of what was retrieved, best first, each once."""
    passages = (row.answer or {}).get("passages") or ()
    return list(dict.fromkeys(str(each["article_id"]) for each in passages))


def _judged(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        for each in dict.fromkeys(row.gold.get("article_ids") or ()):
            yield f"{_word(row.id)} 0 {_word(each)} 1\n"


def _word(name: str) -> str:
    return "".join("%20" if sign == " " else "%09" if sign.isspace() else sign for sign in name)


def tsv(table: Iterable[Iterable[object]]) -> str:
    """Cells with tabs between them, a line a row."""
    return "".join("\t".join(str(cell) for cell in row) + "\n" for row in table)
