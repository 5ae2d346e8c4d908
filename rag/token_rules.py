"""What spaCy's attribute ruler says of tokens, asked once for each kind of token.

The ruler gives a token its part of speech by its tag, its word and its place in the sentence. It
tries some 180 patterns on every token, which takes a quarter of the time of a question's grammar,
and all but a few of them look at one token alone: what they said of one such token they say of
every other. Sentences in which a pattern of several tokens may fit are left to the ruler, and so
are those with tokens of white space.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

RULER, NAME = "attribute_ruler", "byline_token_rules"
_MOST = 50_000
"""Words that are remembered."""
_ANY = -1
_LOOKED_AT = {"TAG", "LOWER", "DEP", "IS_SPACE"}
_SET = {"POS", "MORPH", "LEMMA"}

Kind = tuple[int, int, int]
Said = tuple[int, Any, int]


class TokenRules:
    """An attribute ruler with a memory. Not safe among threads, as the pipeline is not."""

    def __init__(self, ruler: Any) -> None:
        """Raises ValueError when its patterns look at anything but what is known here."""
        self._ruler, self._strings = ruler, ruler.vocab.strings
        self._known: dict[Kind, Said] = {}
        self._named: set[str] = set()
        """Words that patterns of one token name; others are all the same to them."""
        self._shapes: list[re.Pattern[str]] = []
        """How further ones of these look."""
        self._apart: set[int] = set()
        """Words and places in the sentence of which each pattern of several tokens needs one."""
        self._words: dict[int, int] = {}
        for each in ruler.patterns:
            for pattern in each["patterns"]:
                if any(not token.keys() <= _LOOKED_AT for token in pattern):
                    raise ValueError(f"a pattern with other attributes: {pattern}")
                if len(pattern) > 1:
                    self._note_several(pattern)
                elif "IS_SPACE" not in pattern[0]:
                    self._note_one(pattern[0], each["attrs"])

    def _note_several(self, pattern: list[dict[str, Any]]) -> None:
        for token in pattern:
            for wanted in (token.get("LOWER"), token.get("DEP")):
                if isinstance(wanted, str):
                    self._apart.add(self._strings.add(wanted))
                    return
        raise ValueError(f"a pattern of several tokens that may fit anywhere: {pattern}")

    def _note_one(self, token: dict[str, Any], attributes: dict[str, Any]) -> None:
        word = token.get("LOWER", {"IN": ()})
        wanted = {"IN": (word,)} if isinstance(word, str) else word
        if not attributes.keys() <= _SET or not wanted.keys() <= {"IN", "REGEX"}:
            raise ValueError(f"a pattern that is not known: {token}, {attributes}")
        self._named.update(wanted.get("IN", ()))
        if "REGEX" in wanted:
            self._shapes.append(re.compile(str(wanted["REGEX"])))

    def __call__(self, doc: Doc) -> Doc:
        from spacy.attrs import DEP, IS_SPACE, LOWER, TAG

        if not len(doc):
            return doc
        rows = doc.to_array([TAG, LOWER, DEP, IS_SPACE]).tolist()
        words, apart = self._words, self._apart
        if any(row[3] or row[1] in apart or row[2] in apart for row in rows):
            self._ruler(doc)
            return doc
        kinds = [(tag, words.get(word) or self._word(word), dep) for tag, word, dep, _ in rows]
        known = self._known
        if any(kind not in known for kind in kinds):
            self._ruler(doc)
            for kind, token in zip(kinds, doc, strict=True):
                known[kind] = (token.pos, token.morph, token.lemma)
            return doc
        for token, kind in zip(doc, kinds, strict=True):
            token.pos, token.morph, token.lemma = known[kind]
        return doc

    def _word(self, word: int) -> int:
        """The word itself, or one number for all that no pattern of one token tells apart."""
        text = self._strings[word]
        named = text in self._named or any(shape.search(text) for shape in self._shapes)
        if len(self._words) > _MOST:
            self._words.clear()
        self._words[word] = word if named else _ANY
        return self._words[word]


def remembering(nlp: Language) -> Language:
    """The pipeline with such a ruler in place of its own, where that says the same."""
    from spacy.language import Language

    if RULER not in nlp.pipe_names:
        return nlp
    try:
        rules = TokenRules(nlp.get_pipe(RULER))
    except ValueError:
        return nlp
    Language.factory(NAME, func=lambda nlp, name: rules)
    at = nlp.pipe_names.index(RULER)
    nlp.remove_pipe(RULER)
    nlp.add_pipe(NAME, before=nlp.pipe_names[at] if at < len(nlp.pipe_names) else None)
    return nlp
