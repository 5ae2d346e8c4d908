"""How a library's costs grow with its size: what ``benchmarks/library.py`` is made of."""
