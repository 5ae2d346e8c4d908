"""Reading again: what did not change is kept, and what recurs is known across a collection."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rag.intake import marks, read_again, spool
from rag.types import Article, Kept, Reading, Rejected

from .conftest import Write

BODY = "The council voted on Monday to keep the old bridge open for another two years."
OTHER = "A storm took the roof off the fish market in the night, and nobody was hurt by it."
THIRD = "The ferry to the islands will sail twice a day from June, its owner said on Friday."


@dataclass
class Remembering:
    """A memory in a dictionary, filled as a library fills its own."""

    readings: dict[tuple[str, str], Reading] = field(default_factory=dict)

    def reading(self, location: str, via: str = "") -> Reading | None:
        return self.readings.get((location, via))

    def through(self, feed: str) -> Sequence[Reading]:
        return [each for (_, via), each in sorted(self.readings.items()) if via == feed]

    def run(self, *inputs: Path) -> list[Article | Rejected | Kept]:
        return list(self._run(inputs))

    def _run(self, inputs: Sequence[Path]) -> Iterator[Article | Rejected | Kept]:
        for item in read_again(inputs, self):
            if isinstance(item, Reading):
                self.readings[item.location, item.via] = item
            else:
                yield item


@pytest.fixture
def memory() -> Remembering:
    return Remembering()


def kinds(items: Sequence[object]) -> list[str]:
    return [type(item).__name__ for item in items]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", BODY),
        ("a.md", f"---\ntitle: T\n---\n{BODY}"),
        ("a.jsonl", json.dumps({"id": "x", "text": BODY}) + "\n"),
    ],
)
def test_what_did_not_change_is_kept_whatever_its_time(
    write: Write, memory: Remembering, name: str, content: str
) -> None:
    path = write(name, content)
    (article,) = memory.run(path)
    assert isinstance(article, Article)
    path.touch()
    (kept,) = memory.run(path)
    assert isinstance(kept, Kept)
    assert kept.reading.articles == ((article.id, article.sha256),)
    path.write_text(content.replace("two years", "ten years"))
    (changed,) = memory.run(path)
    assert isinstance(changed, Article)
    assert "ten years" in changed.text


def test_a_file_with_something_rejected_is_read_again(write: Write, memory: Remembering) -> None:
    path = write("a.jsonl", json.dumps({"text": BODY}) + "\nno json\n")
    for _ in range(2):
        assert kinds(memory.run(path)) == ["Article", "Rejected"]
    assert memory.readings == {}


def test_a_line_that_comes_to_recur_is_taken_out_of_what_did_not_change(
    write: Write, memory: Remembering
) -> None:
    banner = "Harbour Gazette for everyone"
    folder = write("one.txt", f"{banner}\n\nBridge stays open\n\n{BODY}\n\n{banner}").parent
    write("two.txt", f"{banner}\n\nRoof gone at the market\n\n{OTHER}\n\n{banner}")
    first = {a.id: a for a in memory.run(folder) if isinstance(a, Article)}
    assert len(first) == 2
    write("three.txt", f"{banner}\n\nMore ferries in June\n\n{THIRD}\n\n{banner}")
    again = memory.run(folder)
    assert kinds(again) == ["Article", "Article", "Article"]
    assert all(banner not in (a.text + (a.title or "")) for a in again if isinstance(a, Article))
    assert kinds(memory.run(folder)) == ["Kept", "Kept", "Kept"]
    together = Remembering().run(folder)
    assert together == again


def test_a_line_that_no_longer_recurs_comes_back(write: Write, memory: Remembering) -> None:
    banner = "A word from the harbour."
    folder = write("one.txt", f"Bridge stays open\n\n{BODY}\n\n{banner}\n\n{BODY} Again.").parent
    for name, text in (("two.txt", OTHER), ("three.txt", THIRD)):
        write(name, f"A title for it\n\n{text}\n\n{banner}\n\n{text} Again.")
    assert all(banner not in a.text for a in memory.run(folder) if isinstance(a, Article))
    (folder / "two.txt").unlink()
    assert all(banner in a.text for a in memory.run(folder) if isinstance(a, Article))


def test_an_id_that_was_kept_is_not_given_twice(write: Write, memory: Remembering) -> None:
    one = write("one.md", f"---\nid: x\n---\n{BODY}")
    memory.run(one)
    two = write("two.md", f"---\nid: x\n---\n{OTHER}")
    assert kinds(memory.run(one, two)) == ["Kept", "Rejected"]


def test_other_rules_read_everything_anew(
    write: Write, memory: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.txt", BODY)
    memory.run(path)
    monkeypatch.setattr(marks, "rules", lambda: "other")
    assert kinds(memory.run(path)) == ["Article"]
    assert kinds(memory.run(path)) == ["Kept"]


def test_a_file_that_grows_while_its_rows_are_taken_is_read_again(
    write: Write, memory: Remembering
) -> None:
    path = write("a.jsonl", "".join(json.dumps({"id": i, "text": BODY}) + "\n" for i in "ab"))
    items = []
    for item in read_again([path], memory):
        items.append(item)
        with path.open("a") as stream:
            stream.write(json.dumps({"id": "late", "text": OTHER}) + "\n")
        if len(items) > 9:
            break
    assert "Reading" not in kinds(items)


def test_text_that_takes_room_waits_on_disk(
    write: Write, memory: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", 1000)
    folder = write("0.txt", BODY).parent
    for number in range(1, 40):
        write(f"{number}.txt", f"Number {number}\n\n" + f"{BODY} {number}. " * 20)
    items = memory.run(folder)
    assert kinds(items) == ["Article"] * 40
