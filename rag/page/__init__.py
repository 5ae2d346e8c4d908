"""The chat page: a face over Rag, with no logic of its own."""
