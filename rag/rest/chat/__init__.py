"""The OpenAI-compatible way in: ``/chat/completions`` and ``/models``, for clients that know it."""
