"""What one run of storing did so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.library.entries import Outcome
from rag.library.readings import input_of
from rag.types import IngestReport, Rejected


@dataclass
class Tally:
    """What a run did so far."""

    outcomes: dict[Outcome, list[str]] = field(
        default_factory=lambda: {outcome: [] for outcome in Outcome}
    )
    removed: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    given: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The sha256 and the location of the first input of each id."""
    places: set[tuple[str, str]] = field(default_factory=set)
    """Each location seen, with the id given there."""
    inputs: set[str] = field(default_factory=set)
    """The inputs that were met, whatever came of them."""
    ways: set[tuple[str, str]] = field(default_factory=set)
    """The inputs that were read whole, with the feed each came through."""
    spoiled: set[str] = field(default_factory=set)
    """The inputs of which something was rejected."""

    def read(self, location: str, via: str) -> None:
        """An input was read whole."""
        self.inputs.add(location)
        self.ways.add((location, via))

    def met(self, location: str) -> bool:
        """Whether an input was there, whatever came of it."""
        return location in self.inputs

    def reject(self, rejected: Rejected) -> None:
        """An input, or a row of one, was rejected."""
        self.rejected.append(rejected)
        self.inputs.add(input_of(rejected.location))
        self.spoiled.add(input_of(rejected.location))

    @property
    def done(self) -> int:
        return sum(map(len, self.outcomes.values()))

    def report(self) -> IngestReport:
        ids = {outcome: dict.fromkeys(each) for outcome, each in self.outcomes.items()}
        # What a run stored and then met again is what the storing made it.
        stored = ids[Outcome.ADDED] | ids[Outcome.UPDATED]
        return IngestReport(
            added=tuple(ids[Outcome.ADDED]),
            updated=tuple(ids[Outcome.UPDATED]),
            unchanged=tuple(each for each in ids[Outcome.UNCHANGED] if each not in stored),
            removed=tuple(self.removed),
            rejected=tuple(self.rejected),
        )
