"""A small model that reads passages with a question in mind, and says which sentence answers it.

The bundled encoder with what it learned besides: every layer carries a small correction, and two
numbers a token say how likely an answer begins and ends there, beside how likely there is none
(extractive reading comprehension with unanswerable questions, Rajpurkar et al. 2018). It runs on
this machine, knows nothing but what it is shown, and writes nothing: its word is one sign among
others. How it was made: docs/decisions/0069-a-reader-of-our-own.md.
"""
