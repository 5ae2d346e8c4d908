"""Dates in words: what a question asks for, and what an article's sentence tells."""
