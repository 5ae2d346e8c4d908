"""Outcomes as tables: the decision by set, the confidence by bins, risk at several coverages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from figures import Table

from abstaining.measures import Decision, Outcome, bins, brier, calibration_error, curve, interval

GOALS: Mapping[str, float] = {"passages given": 0.84, "news": 0.75, "near misses": 0.70}
REFUSED = 0.10
COVERAGES = (0.2, 0.4, 0.5, 0.6, 0.8, 1.0)


def by_set(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for each in outcomes:
        found.setdefault(each.set, []).append(each)
    return found


def decisions(title: str, outcomes: Sequence[Outcome]) -> Table:
    """How often each set's answerable questions are refused and its others answered."""
    columns = ("set", "balanced accuracy, 95 %", "goal", "refused", "answered without", "ECE")
    made = Table(
        title, columns, note="refused: of the answerable, at most 10 %; in part counts as answered"
    )
    for name, own in _rows(outcomes):
        told = Decision.of(own)
        low, high = interval(own)
        made.rows.append(
            (
                name,
                f"{told.balanced:.3f} ({low:.2f}-{high:.2f})",
                f">= {GOALS[name]:.2f}" if name in GOALS else "",
                f"{told.refused}/{told.answerable} {told.share_refused:.1%}",
                f"{told.answered}/{told.unanswerable}",
                f"{calibration_error(own):.3f}",
            )
        )
    return made


def _rows(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    """Each set, and once more without the questions that another article answers, if it has any."""
    for name, own in by_set(outcomes).items():
        yield name, own
        silent = [each for each in own if not each.elsewhere]
        if len(silent) < len(own):
            yield f"{name}, told by no other article", silent


def reliability(title: str, outcomes: Sequence[Outcome]) -> Table:
    """What share of the questions of one confidence is answerable."""
    note = (
        f"expected calibration error {calibration_error(outcomes):.3f}, Brier {brier(outcomes):.3f}"
    )
    made = Table(title, ("confidence", "questions", "mean", "answerable"), note=note)
    made.rows.extend(
        (f"{b.low:.1f}-{b.high:.1f}", str(b.n), f"{b.confidence:.2f}", f"{b.share:.2f}")
        for b in bins(outcomes)
    )
    return made


def risks(title: str, outcomes: Sequence[Outcome]) -> Table:
    """Of the questions answered when only the surest are, the share that nothing answers."""
    made = Table(title, ("set", *(f"{share:.0%} answered" for share in COVERAGES)))
    for name, own in by_set(outcomes).items():
        points = curve(own)
        at = [points[max(0, round(share * len(points)) - 1)][1] for share in COVERAGES]
        made.rows.append((name, *(f"{risk:.2f}" for risk in at)))
    return made


def short(outcomes: Sequence[Outcome]) -> list[str]:
    """The goals that are not reached, in words."""
    found = []
    for name, own in by_set(outcomes).items():
        told = Decision.of(own)
        if told.balanced < GOALS.get(name, 0.0):
            found.append(f"{name}: {told.balanced:.3f}, goal {GOALS[name]:.2f}")
        if told.share_refused > REFUSED:
            found.append(f"{name}: {told.share_refused:.1%} of the answerable refused")
    return found
