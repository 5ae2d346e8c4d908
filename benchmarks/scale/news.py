"""News that nobody wrote: as many articles as wanted, the same for the same seed.

Words follow Zipf's law over the sample collection's own and twenty thousand made-up ones. Stories
have people, places and words of their own, and are told again over weeks by several outlets; a few
articles are near copies, a few come in a second revision, a few have no date. Each paragraph is
about as long as a chunk, and is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from random import Random

from rag.library.chunking import chunk_id
from rag.sentences import sentence_spans
from rag.terms import STOPWORDS
from rag.types import Article, Chunk

CORPUS = Path(__file__).parents[2] / "corpus" / "articles"
FIRST_DAY, DAYS = date(2014, 1, 1), 4_000
SENTENCES, PARAGRAPHS = (7, 10), (3, 13)
COPIES, REVISED, UNDATED = 0.05, 0.03, 0.03
CHUNKS_OF_A_STORY = 40
OUTLETS = tuple(
    f"The {name}"
    for name in "Bay Observer|Beacon|Capital Herald|Chronicle|Evening Echo|Frontier|Harbour Post"
    "|Inland Courier|Lakeside Times|Meridian|Morning Mail|Northern Star|Port Gazette|Review|Signal"
    "|Southern Cross|Standard|Tide|Valley News|Weekly Ledger".split("|")
)
AGENCIES = ("Coastal Press", "TASS", "Kyodo", "Union Wire")
_SYLLABLES = """ba be bo da de do fa fe ga go ha he ka ke ko la le lo ma me mo na ne no pa pe ra re
ro sa se so ta te to va ve vo za ze zo ral ren mir tor lin dan vik sel""".split()
_PATTERNS = (
    "{person}, who leads {body}, said on {day} that the {w} {k} would {v} the {k2} of {place}.",
    "Officials in {place} told {outlet} that {n} of the {k} were {v}ed after the {w} of {year}.",
    "The {k} came after {person} had called the {w} {k2} a matter of {w2} and {w3}.",
    "“We have seen no {w} of the {k},” {person} told reporters in {place} on {day}.",
    "According to {body}, {n} people lost their {w} when the {k2} was {v}ed near {place}.",
    "In {place}, {w} {w2} and the {k} of {body} stood against the {k2} for {n} days.",
    "{body} said that a {w} of {n} million had gone to the {k}, against {n2} million in {year}.",
    "{person} did not say whether the {k} or the {w} of the {k2} would come before {day}.",
    "Since {year} the {w} has {v}ed every {k} that {place} and its {w2} had asked for.",
    "Those who know the {k} doubt that {person} will {v} it, as {outlet} wrote on {day}.",
)
_QUESTIONS = (
    "What did {person} say about the {k} and the {k2} in {place}?",
    "How many people were hurt by the {k} near {place}?",
    "Why did {body} oppose the {k} of the {k2}?",
    "When will the {k} be decided on by {person}?",
    "Who leads {body} in the matter of the {k2}?",
    "What happened to the {k} after the {w}?",
)


@dataclass(frozen=True)
class Story:
    """What some articles are about; ``bases`` are sentences of the collection it is near to."""

    number: int
    title: str
    bases: tuple[int, ...]
    words: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]
    body: str
    begins: int


@dataclass(frozen=True)
class Told:
    """An article and the story that it tells."""

    article: Article
    story: Story


@lru_cache(maxsize=1)
def sentences() -> tuple[str, ...]:
    """The sample collection's sentences of some length: what stories and vectors start from."""
    found: list[str] = []
    for path in sorted(CORPUS.glob("*.md")):
        text = path.read_text("utf-8").partition("\n---\n")[2]
        found += (text[a:b] for a, b in sentence_spans(text) if b - a >= 40)
    return tuple(found)


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """Words by falling frequency, of the collection and then made up."""
    words = re.findall(r"[a-z]{3,}", " ".join(sentences()).lower())
    counted = [w for w, _ in Counter(words).most_common() if w not in STOPWORDS]
    chance = Random(7)
    made = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(24_000)}
    return (*counted, *sorted(made - set(counted))[:20_000])


class Newsroom:
    """Writes one collection."""

    def __init__(self, chunks: int, seed: int = 1) -> None:
        self.chunks, self._chance = chunks, Random(f"{chunks}-{seed}")
        words = vocabulary()
        weights = [1 / (rank + 3) for rank in range(len(words))]
        self._words: Iterator[str] = self._drawn(words, weights)
        self.stories = [self._story(n) for n in range(max(8, chunks // CHUNKS_OF_A_STORY))]

    def _drawn(self, words: Sequence[str], weights: Sequence[float]) -> Iterator[str]:
        while True:
            yield from self._chance.choices(words, weights, k=65_536)

    def _name(self) -> str:
        return "".join(self._chance.choices(_SYLLABLES, k=self._chance.randint(2, 3))).title()

    def _story(self, number: int) -> Story:
        bases = tuple(self._chance.randrange(len(sentences())) for _ in range(3))
        own = re.findall(r"[a-z]{4,}", sentences()[bases[0]].lower())
        words = tuple(w for w in dict.fromkeys(own) if w not in STOPWORDS)
        places = tuple(self._name() for _ in range(2))
        told = f"{self._name()} {' '.join(words[:4])} in {places[0]} ({number})"
        return Story(
            number=number,
            title=told,
            bases=bases,
            words=(*words, next(self._words), next(self._words)),
            people=tuple(f"{self._name()} {self._name()}" for _ in range(3)),
            places=places,
            body=f"the {self._name()} {self._chance.choice(('Council', 'Ministry', 'Union'))}",
            begins=self._chance.randrange(DAYS - 120),
        )

    def _slots(self, story: Story) -> dict[str, object]:
        chance, words = self._chance, self._words
        return {
            "person": chance.choice(story.people),
            "place": chance.choice(story.places),
            "body": story.body,
            "k": chance.choice(story.words),
            "k2": chance.choice(story.words),
            "w": next(words),
            "w2": next(words),
            "w3": next(words),
            "v": next(words),
            "n": chance.randint(2, 900),
            "n2": chance.randint(2, 900),
            "year": chance.randint(1990, 2024),
            "outlet": chance.choice(OUTLETS),
            "day": f"{chance.randint(1, 28)} {chance.choice(('March', 'May', 'July', 'October'))}",
        }

    def _said(self, story: Story) -> str:
        said = self._chance.choice(_PATTERNS).format_map(self._slots(story))
        return said[:1].upper() + said[1:]

    def question(self) -> tuple[str, Story]:
        """A question about a story, and which."""
        story = self._chance.choice(self.stories)
        return self._chance.choice(_QUESTIONS).format_map(self._slots(story)), story

    def tell(self, number: int) -> Told:
        """Another article of some story; stories are told the more often the older they are."""
        story = self.stories[int(len(self.stories) * self._chance.random() ** 2)]
        paragraphs = [
            " ".join(self._said(story) for _ in range(self._chance.randint(*SENTENCES)))
            for _ in range(self._chance.randint(*PARAGRAPHS))
        ]
        return Told(self._article(number, story, "\n\n".join(paragraphs)), story)

    def _article(self, number: int, story: Story, text: str) -> Article:
        chance = self._chance
        day = FIRST_DAY + timedelta(story.begins + int(120 * chance.random() ** 2))
        source = OUTLETS[int(len(OUTLETS) * chance.random() ** 1.5)]
        credits = (chance.choice(AGENCIES),) if chance.random() < 0.2 else ()
        location = f"https://news.example/{number}"
        seen = f"{location}\0{text}\0{source}\0{day}"
        return Article(
            id=location,
            title=story.title,
            text=text,
            location=location,
            sha256=sha256(seen.encode()).hexdigest(),
            url=location,
            source=source,
            credits=credits,
            published=None if chance.random() < UNDATED else day,
            language="en",
            locations=(location,),
        )

    def articles(self) -> Iterator[Told]:
        """The whole collection. Of those that come twice only the later text counts."""
        held = number = 0
        while held < self.chunks:
            number += 1
            told = self.tell(number)
            if self._chance.random() < REVISED:
                yield self._changed(told, told.article.id, "A line was to be corrected.")
            yield told
            held += told.article.text.count("\n\n") + 1
            if self._chance.random() < COPIES:
                number += 1
                yield self._changed(
                    told, f"https://copies.example/{number}", self._said(told.story)
                )
                held += told.article.text.count("\n\n") + 1

    def _changed(self, told: Told, article_id: str, sentence: str) -> Told:
        placed = replace(
            told.article,
            id=article_id,
            url=article_id,
            location=article_id,
            locations=(article_id,),
        )
        return self.with_text(replace(told, article=placed), f"{told.article.text} {sentence}")

    def with_text(self, told: Told, text: str) -> Told:
        """The same article with another text."""
        seen = sha256(f"{told.article.id}\0{text}".encode()).hexdigest()
        return replace(told, article=replace(told.article, text=text, sha256=seen))


def paragraphs(article: Article) -> tuple[Chunk, ...]:
    """Each paragraph as a chunk: the library's own way takes twenty times as long."""
    found, start = [], 0
    for text in article.text.split("\n\n"):
        end = start + len(text)
        name = chunk_id(article, start, end)
        found.append(Chunk(name, article.id, article.revision, start, end, text))
        start = end + 2
    return tuple(found)
