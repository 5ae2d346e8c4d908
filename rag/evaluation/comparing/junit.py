"""A ruling as JUnit XML, the form in which every CI shows tests."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

from rag.evaluation.comparing.gate import Ruling
from rag.evaluation.junit import clean


def write_junit(ruling: Ruling, path: Path) -> None:
    """A test case for each check, failed ones with what was seen; drops that would be found stand
    in the output."""
    suite = Xml.Element(
        "testsuite",
        name=clean(f"rag eval gate {ruling.run}"),
        tests=str(len(ruling.checks)),
        failures=str(len(ruling.failures)),
        errors="0",
    )
    for check in ruling.checks:
        case = Xml.SubElement(
            suite, "testcase", classname=f"gate.{check.group}", name=clean(check.name)
        )
        if not check.passed:
            Xml.SubElement(case, "failure", message=clean(check.told)).text = clean(check.told)
    Xml.SubElement(suite, "system-out").text = clean(str(ruling))
    path.parent.mkdir(parents=True, exist_ok=True)
    root = Xml.Element("testsuites")
    root.append(suite)
    Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
