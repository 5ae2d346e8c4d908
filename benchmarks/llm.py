"""What the checks bring: one real model's answers before and after them, on the gold questions.

    python benchmarks/llm.py [--sample 40] [--seconds 3000] [--passages 4] [--labels FILE]

``RAG_LLM`` names the model; without it build/llm/model.gguf is asked. What it wrote is kept in
build/llm/said.json, so that a change of the checks is measured without asking it the same again.
Before: the sentences as the model wrote them. After: what Byline showed. Every sentence is written
to build/llm/sentences.jsonl; ``--labels`` takes such a file back, with ``wrong`` set by whoever
read it. Otherwise a sentence is taken for wrong by these rules, without a judge:

- the articles do not answer the question, and the sentence says something;
- a number, or a word with a capital inside the sentence, stands neither in the articles shown nor
  in the question;
- the answer lacks the expected words, and no shown sentence has three fifths of its words.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from figures import Table, keep, show

from rag import Rag
from rag.answering.cleaning import words_of
from rag.answering.models import ChatModel, HasWindow, Message, Piece, TakesGrammar, open_model
from rag.answering.reading import SentenceReader
from rag.answering.shown import refuses
from rag.answering.tokens import Counts, estimate
from rag.evaluation.marking import normalized, wrong
from rag.evaluation.observing import observe
from rag.evaluation.questions import Gold, read_questions
from rag.settings import Settings
from rag.terms import content_terms, numbers
from rag.types import Answer

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
FOLDER = ROOT / "build" / "llm"
SENTENCES = FOLDER / "sentences.jsonl"
SAID = FOLDER / "said.json"
RESTATES = 0.6
_LINE = re.compile(r"^\[(\d+\.\d+)\] (.+)$", re.MULTILINE)
_CAPITAL = re.compile(r"(?<=[\w,;:] )[A-Z]\w+")


@dataclass
class Recorded:
    """The model, with what it was shown and wrote last, and how long the first token took."""

    model: ChatModel
    prompt: str = ""
    text: str = ""
    first: float | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    """What it wrote for a prompt in an earlier run, by the prompt's digest."""

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def endpoint(self) -> str | None:
        return self.model.endpoint

    @property
    def window(self) -> int:
        return self.model.window if isinstance(self.model, HasWindow) else 8192

    def count_tokens(self, text: str) -> int:
        return self.model.count_tokens(text) if isinstance(self.model, Counts) else estimate(text)

    def with_grammar(self, grammar: str) -> ChatModel:
        if isinstance(self.model, TakesGrammar):
            self.model = self.model.with_grammar(grammar)
        return self

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        self.prompt, self.text, self.first = messages[-1].text, "", None
        told = f"{self.name} {max_tokens} {temperature} {[(m.role, m.text) for m in messages]}"
        digest = hashlib.sha256(told.encode()).hexdigest()
        if digest in self.kept:
            self.text, self.first = self.kept[digest]
            yield Piece(self.text)
            return
        begun = time.monotonic()
        for piece in self.model.stream(messages, max_tokens=max_tokens, temperature=temperature):
            if piece.text and self.first is None:
                self.first = time.monotonic() - begun
            self.text += piece.text
            yield piece
        self.kept[digest] = (self.text, self.first)
        SAID.write_text(json.dumps(self.kept), encoding="utf-8")


@dataclass
class Case:
    """One question as the model answered it and as Byline did."""

    gold: Gold
    prompt: str
    shown: dict[str, str]
    before: list[str]
    answer: Answer
    after_right: bool
    first: float | None
    wrong: list[bool] = field(default_factory=list)

    @property
    def before_text(self) -> str:
        return " ".join(self.before)

    @property
    def before_right(self) -> bool:
        if not self.gold.answerable:
            return not self.before
        return self.holds_expected

    @property
    def holds_expected(self) -> bool:
        held = normalized(self.before_text)
        return all(any(normalized(e) in held for e in group) for group in self.gold.expected)

    def kept(self, sentence: str) -> bool:
        own = [s.words for s in self.answer.sentences]
        return self.answer.mode != "quotes" and sentence in own


def main() -> None:
    options = _options()
    named = os.environ.get("RAG_LLM", f"gguf:{FOLDER / 'model.gguf'}")
    # The model is opened here, so its bounds are set here too.
    bounds = {"llm_timeout": options.timeout, "llm_max_tokens": options.max_tokens}
    settings = Settings.load({"llm": named, **bounds})
    model = open_model(settings)
    if model is None:
        raise SystemExit("set RAG_LLM to a model")
    with tempfile.TemporaryDirectory() as folder:
        recorded = Recorded(model)
        if SAID.is_file():
            recorded.kept = json.loads(SAID.read_text("utf-8"))
        with Rag.open(
            Path(folder) / "index",
            model=recorded,
            passages=options.passages,
            **bounds,
        ) as rag:
            rag.ingest(CORPUS / "articles")
            cases = list(_cases(rag, recorded, _sampled(options), options.seconds))
    _label(cases, options.labels)
    table = _table(cases, model.name, options)
    show(table)
    keep("llm", [table])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3000.0, help="no question begins later")
    parser.add_argument("--passages", type=int, default=4)
    parser.add_argument("--timeout", type=float, default=300.0)
    parser.add_argument("--max-tokens", type=int, default=160)
    parser.add_argument("--labels", type=Path)
    return parser.parse_args()


def _sampled(options: argparse.Namespace) -> list[Gold]:
    """Questions that stand alone, a third of them unanswerable as far as there are so many."""
    alone = [g for g in read_questions(CORPUS / "questions.jsonl") if g.after is None]
    random.Random(options.seed).shuffle(alone)
    silent = [g for g in alone if not g.answerable][: options.sample // 3]
    told = [g for g in alone if g.answerable][: options.sample - len(silent)]
    mixed = [*silent, *told]
    random.Random(options.seed).shuffle(mixed)
    return mixed


def _cases(rag: Rag, model: Recorded, questions: Sequence[Gold], seconds: float) -> Iterator[Case]:
    ends = time.monotonic() + seconds
    for gold in questions:
        if time.monotonic() > ends:
            return
        model.text = model.prompt = ""
        answer = rag.ask(gold.question, asked_at=gold.asked_at)
        if not model.prompt:
            continue  # answered from the records, or nothing to ask a model about
        shown = dict(_LINE.findall(model.prompt))
        case = Case(
            gold,
            model.prompt,
            shown,
            _sentences(model.text, shown),
            answer,
            not wrong(gold, observe(answer)),
            model.first,
        )
        print(f"{gold.id}: {model.text!r}", flush=True)
        yield case


def _sentences(text: str, shown: dict[str, str]) -> list[str]:
    reader = SentenceReader(shown)
    drafted = [*reader.feed(text), *reader.finish()]
    said = [words_of(each.text) for each in drafted]
    return [each for each in said if re.search(r"[^\W\d_]{2}", each) and not refuses(each)]


def _label(cases: Sequence[Case], labels: Path | None) -> None:
    read: dict[tuple[str, str], bool] = {}
    if labels is not None:
        rows = [json.loads(line) for line in labels.read_text("utf-8").splitlines()]
        read = {(row["id"], row["sentence"]): bool(row["wrong"]) for row in rows}
    with SENTENCES.open("w", encoding="utf-8") as file:
        for case in cases:
            for sentence in case.before:
                wrong = read.get((case.gold.id, sentence), _seems_wrong(sentence, case))
                case.wrong.append(wrong)
                row = {
                    "id": case.gold.id,
                    "question": case.gold.question,
                    "sentence": sentence,
                    "wrong": wrong,
                    "kept": case.kept(sentence),
                    "expected": case.gold.expected,
                    "nearest": _nearest(sentence, case),
                }
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _seems_wrong(sentence: str, case: Case) -> bool:
    if not case.gold.answerable:
        return True
    held = f"{case.gold.question} {case.prompt}"
    if not set(numbers(sentence)) <= set(numbers(held)):
        return True
    if any(name not in held for name in _CAPITAL.findall(sentence)):
        return True
    if case.holds_expected:
        return False
    return _share(sentence, _nearest(sentence, case)) < RESTATES


def _nearest(sentence: str, case: Case) -> str:
    return max(case.shown.values(), key=lambda each: _share(sentence, each), default="")


def _share(sentence: str, shown: str) -> float:
    own = set(content_terms(sentence))
    return len(own & set(content_terms(shown))) / len(own) if own else 1.0


def _table(cases: Sequence[Case], name: str, options: argparse.Namespace) -> Any:
    told = [c for c in cases if c.gold.answerable]
    silent = [c for c in cases if not c.gold.answerable]
    said = [(c, s, w) for c in cases for s, w in zip(c.before, c.wrong, strict=True)]
    wrong = [(c, s) for c, s, w in said if w]
    passed = [(c, s) for c, s in wrong if c.kept(s)]
    right = [c for c in told if c.before_right]
    lost = [c for c in right if not c.after_right]
    firsts = [c.first for c in cases if c.first is not None]
    rows = [
        ("right answers", f"{len(right)}/{len(told)}", _of(told, "after_right")),
        ("of these, right before and not after", "", f"{len(lost)}/{len(right)}"),
        ("wrong sentences shown", f"{len(wrong)}/{len(said)}", f"{len(passed)}/{len(wrong)}"),
        ("sentences shown", str(len(said)), str(sum(c.kept(s) for c, s, _ in said))),
        (
            "unanswerable questions answered",
            f"{sum(bool(c.before) for c in silent)}/{len(silent)}",
            f"{sum(not c.after_right for c in silent)}/{len(silent)}",
        ),
        ("answers by quoting instead", "", str(sum(c.answer.mode == "quotes" for c in cases))),
        ("seconds to the first token, median", f"{statistics.median(firsts or [0]):.1f}", ""),
    ]
    judged = "read by a person" if options.labels else "by rule"
    title = f"{name}, {len(cases)} questions that it was asked; sentences judged {judged}"
    return Table(title, ("", "before the checks", "after"), rows)


def _of(cases: Sequence[Case], what: str) -> str:
    return f"{sum(getattr(case, what) for case in cases)}/{len(cases)}"


if __name__ == "__main__":
    main()
