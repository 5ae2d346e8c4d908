"""Sentences beside the spans they cite, right or wrong in one known way."""
