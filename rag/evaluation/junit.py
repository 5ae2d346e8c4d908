"""A run as JUnit XML, for whatever reads test results: a case a question, by kind."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from rag.evaluation.rows import Row, Run

# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(run: Run) -> str:
    """A wrong answer is a failure with its reason, a system that failed is an error."""
    wrong = [row for row in run.rows if row.error is None and row.scores["right"] != 1]
    suite = ET.Element(
        "testsuite",
        name=clean(f"rag eval {run.name}"),
        tests=str(len(run.rows)),
        failures=str(len(wrong)),
        errors=str(sum(row.error is not None for row in run.rows)),
        skipped="0",
        time=f"{sum(row.seconds or 0 for row in run.rows):.3f}",
    )
    for row in run.rows:
        _case(suite, run.name, row)
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, name: str, row: Row) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=clean(f"{name}.{row.kind}"),
        name=clean(f"{row.id}: {row.question}"),
        time=f"{row.seconds or 0:.3f}",
    )
    said = (row.answer or {}).get("text") or ""
    if row.error is not None:
        ET.SubElement(case, "error", message=clean(row.error))
    elif row.scores["right"] != 1:
        reason = row.reasons.get("right", "")
        ET.SubElement(case, "failure", message=clean(reason)).text = clean(said)


def clean(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
