"""A ruling as JUnit XML, the form in which every CI shows tests."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as Xml

from rag.evaluation.comparing.gate import Ruling

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold; a question may."""


def write_junit(ruling: Ruling, path: Path) -> None:
    """A test case for each check, failed ones with what was seen; drops that would be found stand
    in the output."""
    suite = Xml.Element(
        "testsuite",
        name=_plain(f"rag eval gate {ruling.run}"),
        tests=str(len(ruling.checks)),
        failures=str(len(ruling.failures)),
        errors="0",
    )
    for check in ruling.checks:
        case = Xml.SubElement(
            suite, "testcase", classname=f"gate.{check.group}", name=_plain(check.name)
        )
        if not check.passed:
            Xml.SubElement(case, "failure", message=_plain(check.told)).text = _plain(check.told)
    Xml.SubElement(suite, "system-out").text = _plain(str(ruling))
    path.parent.mkdir(parents=True, exist_ok=True)
    root = Xml.Element("testsuites")
    root.append(suite)
    Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _plain(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)
