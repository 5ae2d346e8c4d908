"""Tests on the development data beside the project are collected only where it is present."""

from __future__ import annotations

from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"

collect_ignore_glob = [] if (SHARED / "seeds").is_dir() else ["test_seeds_*.py", "test_data_*.py"]
