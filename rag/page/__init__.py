"""The chat page: a face over Rag, with no logic of its own.

``words`` says everything, ``markup`` escapes everything, ``answer`` and ``reader`` render values
to HTML, ``talk`` holds one conversation, ``build`` puts them into Gradio.
"""
