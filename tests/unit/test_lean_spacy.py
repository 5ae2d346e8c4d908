"""spaCy is imported without its command line, and whoever asks for that still gets it."""

from __future__ import annotations

import json

from project.children import python

_READS = """
import json, sys
from rag.grammar import parse
verb = next(token.lemma for token in parse("The council approved the bridge.").tokens
            if token.dep == "ROOT")
loaded = [name for name in ("typer", "jinja2", "spacy.cli") if name in sys.modules]
import spacy
told = spacy.info(silent=True)
from spacy.cli import download
print(json.dumps([verb, loaded, sorted(told)[:1], download.__module__]))
"""


def test_a_sentence_is_read_without_the_command_line_which_is_there_for_who_asks() -> None:
    ran = python(_READS)

    assert ran.returncode == 0, ran.stderr
    verb, loaded, told, home = json.loads(ran.stdout)
    assert verb == "approve"
    assert loaded == []
    assert told
    assert home == "spacy.cli.download"


def test_a_program_that_imported_spacy_itself_keeps_what_it_has() -> None:
    ran = python(
        "import spacy, spacy.cli\n"
        "before = spacy.cli\n"
        "from rag.grammar import parse\n"
        "parse('It rained.')\n"
        "import spacy.cli\n"
        "assert spacy.cli is before"
    )

    assert ran.returncode == 0, ran.stderr
