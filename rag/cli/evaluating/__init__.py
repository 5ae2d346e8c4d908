"""``rag eval``: how well a library answers gold questions."""

from __future__ import annotations

import typer

from rag.cli.evaluating import comparing, formats, generating, hardening, judging, running, sweeping


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Measure answers against gold questions, without a judge.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    running.register(group)
    comparing.register(group)
    sweeping.register(group)
    formats.register(group)
    generating.register(group)
    hardening.register(group)
    judging.register(group)
    app.add_typer(group, name="eval")
