"""What is measured of the start of each way in, and where it is told."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import start_up  # noqa: E402 - benchmarks are no package


def test_the_page_on_interfaces_tells_every_way_in_order() -> None:
    page = (ROOT / "docs" / "interfaces.md").read_text("utf-8")
    told = re.findall(r"^\| (.+?) \| [\d.]+ \| [\d.]+ \|$", page, re.MULTILINE)
    assert told == [way.name for way in start_up.WAYS]


def test_a_way_is_measured_beside_python_alone(tmp_path: Path) -> None:
    alone, imported, *_ = start_up.WAYS
    taken = {way.name: start_up.seconds(way, tmp_path) for way in (alone, imported)}
    assert all(0 < each < 60 for each in taken.values())
    rows = start_up.table({way.name: 2.0 for way in start_up.WAYS} | {alone.name: 0.5}).rows
    assert rows[1] == ("import rag", "2.00", "4.0", "")


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    broken = start_up.Way("broken", start_up.python("raise SystemExit(3)"), start_up.ended)
    with pytest.raises(subprocess.CalledProcessError):
        start_up.seconds(broken, tmp_path)
