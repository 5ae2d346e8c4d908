"""Teaches the bundled encoder to read: what it is shown, the network, and how it is taught.

Runs in the environment of ``make bench-peers``, which has torch; the project's own does not.
"""
