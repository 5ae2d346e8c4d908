"""Passages in, Answer out: compose, cite, verify."""
