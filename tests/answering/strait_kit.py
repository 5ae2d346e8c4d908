"""A small library on which people do not agree, and texts of one origin that tell otherwise."""

from __future__ import annotations

from pathlib import Path

ARTICLES = {
    "lang": (
        "Lang: Norland stays neutral",
        "Capital Record",
        "2023-05-01",
        "",
        "Foreign Minister Petra Lang said that Norland will keep its neutrality. She added that no "
        "foreign base would be built.",
    ),
    "maas": (
        "Historian sees an end of neutrality",
        "Harbour Times",
        "2023-05-02",
        "",
        "The historian Olav Maas argued that Norland is abandoning its neutrality step by step. "
        "The port of Marlow handles 900 containers a day.",
    ),
    "drost": (
        "Samar's envoy on Norland",
        "North Wire",
        "2023-05-03",
        "",
        "Samar's ambassador, Ilya Drost, said that Norland has given up its neutrality. A second "
        "treaty was signed in Pellin.",
    ),
    "quist": (
        "Quist government keeps the port open",
        "Capital Record",
        "2023-06-01",
        "",
        "Prime Minister Mara Quist said that she would visit Tarn. The Quist government said that "
        "the port of Tarn stays open. He had no comment, a clerk wrote. Quist's cabinet rejected "
        "the plan of the opposition.",
    ),
    "agency-one": (
        "Blast in Osk",
        "Coast Daily",
        "2023-07-04",
        "Reuters",
        "Seven people were killed by a blast in Osk on Tuesday.",
    ),
    "agency-two": (
        "Osk blast kills people",
        "Inland Post",
        "2023-07-04",
        "Reuters",
        "A blast in Osk killed nine people on Tuesday.",
    ),
    "fire": (
        "Fire in Verin",
        "Coast Daily",
        "2023-08-01",
        "",
        "The fire in Verin destroyed 44 houses on Tuesday.",
    ),
    "fire-corrected": (
        "Correction: Fire in Verin",
        "Coast Daily",
        "2023-08-01",
        "",
        "The fire in Verin destroyed 14 houses on Tuesday. An earlier version of this article gave "
        "another number.",
    ),
}


def written(folder: Path) -> Path:
    """The articles as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (title, source, day, credit, text) in ARTICLES.items():
        lines = [f'title: "{title}"', f"source: {source}", f"published: {day}", "language: en"]
        lines += [f"credits: {credit}"] if credit else []
        head = "\n".join(lines)
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n{text}\n", encoding="utf-8")
    return folder
