"""What a run, two runs or a sweep showed, as one HTML file that needs nothing else."""

from __future__ import annotations

from rag.evaluation.report.of_comparison import comparison_page, write_comparison
from rag.evaluation.report.of_run import run_page, write_report
from rag.evaluation.report.of_sweep import sweep_page, write_sweep

__all__ = [
    "comparison_page",
    "run_page",
    "sweep_page",
    "write_comparison",
    "write_report",
    "write_sweep",
]
