"""A small library in which articles contradict, overtake and merely differ from each other."""

from __future__ import annotations

from pathlib import Path

ARTICLES = {
    "coast-first": (
        "Ferry sinks off Marlow",
        "Coast Daily",
        "2023-05-09",
        "Twelve people were killed when a ferry sank off Marlow on Tuesday. The ferry, the Aster, "
        "had left Lindvik at noon with 60 people on board.",
    ),
    "inland": (
        "Nine dead as ferry goes down off Marlow",
        "Inland Post",
        "2023-05-09",
        "A ferry sank off Marlow on Tuesday, and nine people were killed. Boats searched for the "
        "others until dark.",
    ),
    "coast-later": (
        "Toll of Marlow ferry rises",
        "Coast Daily",
        "2023-05-11",
        "The number of people killed when a ferry sank off Marlow on Tuesday has risen to 19. "
        "Divers found the wreck on Wednesday.",
    ),
    "bus": (
        "Bus overturns near Pellin",
        "Valley Echo",
        "2023-05-09",
        "Four people were killed when a bus overturned near Pellin on Tuesday.",
    ),
    "owner": (
        "Owner of the Aster speaks",
        "North Wire",
        "2023-05-12",
        "Lars Holm, the owner of the Aster, said that the ferry was not overloaded. “We carried "
        "no more than the law allows,” he said. Holm is considering selling his other ferries.",
    ),
    "inspector": (
        "Inspector blames load of the Aster",
        "Inland Post",
        "2023-05-12",
        "The harbour inspector, Mia Strand, said that the ferry Aster was overloaded.",
    ),
    "inquiry": (
        "Inquiry into the Aster planned",
        "Coast Daily",
        "2023-06-01",
        "The transport ministry plans to open an inquiry into the sinking of the Aster in July.",
    ),
}


def written(folder: Path) -> Path:
    """The articles as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (title, source, day, text) in ARTICLES.items():
        head = f"title: {title}\nsource: {source}\npublished: {day}\nlanguage: en\n"
        (folder / f"{name}.md").write_text(f"---\n{head}---\n\n{text}\n", encoding="utf-8")
    return folder
