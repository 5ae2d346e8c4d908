"""Parsers of foreign formats, in child processes that may fail without taking anything along.

``Apart.parsed(job)`` sends bytes to a child and gives what its parser made of them, or raises
Unreadable: also when the parser hangs, eats memory or crashes. ``pool`` hands out the children,
``worker`` is one child seen from here, ``child`` what runs inside it, ``confined`` what it may
take and do, ``frames`` how both talk, ``parsers`` the table of formats, ``serial`` drafts as JSON.
"""

from rag.intake.apart.pool import Apart, Job

__all__ = ["Apart", "Job"]
