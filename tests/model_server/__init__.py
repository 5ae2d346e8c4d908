"""Real OpenAI-compatible servers on loopback, for tests."""
