"""Sentences beside the spans they cite, right and wrong in one known way, for `make bench-verify`."""
