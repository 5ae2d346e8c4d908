"""The steps at which a run is killed, and the runs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

STEPS: Mapping[str, str] = MappingProxyType(
    {
        # Those that a library's promises hang on come first: a short session gets as far as it can.
        "store an article": "rag.library.storing:Storing._put",
        "ledger: commit": "sqlalchemy.engine.default:DefaultDialect.do_commit",
        "chroma: upsert": "rag.library.chroma:Collection.put",
        "keywords: commit": "rag.library.keywords:mark",
        "matrix: write vectors": "rag.library.matrix_file:_save_vectors",
        "matrix: write terms": "rag.library.forward:save",
        "purge: compact": "rag.library.removing:compact",
        "export: copy": "rag.library.exporting:copy_rows",
        "export: finish": "rag.library.exporting:_finished",
        "import: make": "rag.library.importing:_make",
        "import: bring up": "rag.library.importing:_brought_up",
        "read a file": "rag.intake.collecting:Collecting._begun",
        "fetch a page": "rag.intake.web.fetching:Fetcher._got",
        "generation: publish": "rag.library.generations:Generations.publish",
        "rebuild: ask for fresh": "rag.library.removing:ask_for_fresh",
        "chroma: delete": "rag.library.chroma:Collection.drop",
        "ledger: rows of an article": "rag.library.entries:put",
        "embed again: add": "rag.library.reembedding:_add",
        "leave a location": "rag.library.entries:leave",
        "chroma: note the position": "rag.library.vectors:ChromaFollower._note",
        "keywords: add": "rag.library.keyword_follower:KeywordFollower._replace",
        "purge: erase": "rag.library.removing:erase",
        "note a reading": "rag.library.readings:note",
        "generation: sweep": "rag.library.generations:Generations.sweep",
        "found the ledger": "rag.library.founding:_create",
        "migrate: copy": "rag.library.sqlite:SqliteDatabase.copy_to",
        "migrate": "rag.library.founding:migrate",
        "matrix: save": "rag.library.matrix_file:save",
        "note near copies": "rag.library.alike_rows:note",
        "note refusals": "rag.library.readings:refuse",
        "generation: begin": "rag.library.generations:Generations.begin",
        "generation: discard": "rag.library.generations:Generations.discard",
        "keywords: catch up": "rag.library.keyword_follower:KeywordFollower._write",
        "chroma: open": "rag.library.chroma:Collection.__init__",
        "chroma: compare": "rag.library.vectors:ChromaFollower._tried",
        "chroma: close": "rag.library.chroma:Collection.close",
        "embed": "rag.library.stamps:Stamped.embed",
        "parse a page apart": "rag.intake.apart.worker:Worker.parsed",
        "try the folder": "rag.library.sqlite:writable",
        "take ownership": "rag.library.followers:Keeper._take",
        "let go": "rag.library.followers:Keeper.close",
    }
)

ACKNOWLEDGES = "store an article"
"""Its result is what became of which article, or a list of that: committed, and reported."""

VALUES: Mapping[str, Any] = MappingProxyType(
    {
        # A small library then does in small what a large one does: several windows, several
        # batches for Chroma with files written in between, a matrix that is worth a file.
        "rag.library.storing:WINDOW": 8,
        "rag.library.reembedding:WINDOW": 8,
        "rag.library.vectors:_ARTICLES": 6,
        "rag.library.matrix_follower:_WORTH": 8,
        # And at once: a process that answers a question is soon over.
        "rag.library.matrix_follower:MatrixFollower.patience": 0.0,
        "rag.library.vectors:ChromaFollower.patience": 0.0,
        # All at the same time, so that a kill finds each at work.
        "rag.library.matrix_follower:MatrixFollower.leisure": 0.0,
        "rag.library.vectors:ChromaFollower.leisure": 0.0,
        "rag.library.keyword_follower:KeywordFollower.leisure": 0.0,
        "rag.library.storing:_TOGETHER": 3,
        "rag.library.followers:_PERIOD": 0.005,
        "rag.library.chroma:CONFIGURATION": {
            "hnsw": {
                "space": "cosine",
                "ef_construction": 200,
                "max_neighbors": 32,
                "ef_search": 400,
                "batch_size": 5,
                "sync_threshold": 10,
            }
        },
    }
)
