"""The chat page: a face over Rag, with no logic of its own.

Values to markup, without Gradio: ``words`` and ``shelfwords`` say everything, ``rag.markup``
escapes everything, ``links`` names exact words; ``answer``, ``quotes``, ``reader``, ``about``,
``catalogue``, ``reading``, ``chrome`` and ``copying`` render; ``shelf`` is the list of articles.
The library: ``tabs``, ``catalogue`` with ``finding`` and ``choosing``, ``coverage`` drawn by
``picture``, ``statements``, ``managing``, served by ``views``; ``changing`` takes changes from
readers who may, ``adding`` does them one after the other.
Acts: ``talk`` is one conversation as a value, ``desk`` what the reader can do, ``offers`` the
questions to begin with. Around them: ``build`` puts all of it into Gradio, ``routes`` and
``policy`` serve it, ``server`` and ``warming`` start and end it. Style and script: ``assets``.
"""
