"""What the site needs besides docs/: pages from the project's root, and links that lead to them.

On the forge every link is one between files of the repository. Here those that leave docs/ lead to
the page that stands for the file, or, where none does, are words alone.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
FROM_ROOT = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "corpus/README.md": "corpus.md",
}
"""Files of the project that are pages of the site, and what they are called there."""
_STANDS_FOR = {page: file for file, page in FROM_ROOT.items()}
_LINK = re.compile(r"\[(?P<words>(?:`[^`]*`|[^\]`])+)\]\((?P<to>[^)#\s]+)(?P<at>#[^)\s]*)?\)")
_SOURCE = re.compile(r'((?:src|srcset)=")docs/')
_FENCED = re.compile(r"^```.*?^```$|`[^`\n]+`(?!\])", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"^<!-- not run here: .*? -->\n", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Every decision in the list, in order."""
    decisions = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    for section in config.nav or ():
        if "Decisions" in section:
            section["Decisions"] += [f"decisions/{each.name}" for each in decisions]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The pages of the root, and the picture in the browser's tab."""
    for file, page in FROM_ROOT.items():
        text = (ROOT / file).read_text("utf-8")
        files.append(File.generated(config, page, content=text))
    icon = ROOT / "rag" / "page" / "assets" / "icon.png"
    files.append(File.generated(config, "images/icon.png", abs_src_path=str(icon)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The text with links that hold here; what says why code is not run is for the tests."""
    own = _STANDS_FOR.get(page.file.src_uri, f"docs/{page.file.src_uri}")
    markdown = _SOURCE.sub(r"\1", _COMMENT.sub("\n", markdown))
    kept: list[str] = []
    end = 0
    for code in _FENCED.finditer(markdown):
        kept += [_linked(markdown[end : code.start()], own, page, files), code[0]]
        end = code.end()
    return "".join([*kept, _linked(markdown[end:], own, page, files)])


def _linked(text: str, own: str, page: Page, files: Files) -> str:
    def link(found: re.Match[str]) -> str:
        to = found["to"]
        if re.match(r"[a-z]+:", to):
            return found[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(own), to))
        there = FROM_ROOT.get(target, target.removeprefix("docs/"))
        if target == "docs/decisions":
            there = "decisions/README.md"
        if (target in FROM_ROOT or target.startswith("docs/")) and there:
            here = posixpath.dirname(page.file.src_uri)
            return f"[{found['words']}]({posixpath.relpath(there, here or '.')}{found['at'] or ''})"
        return found["words"]

    return _LINK.sub(link, text)
