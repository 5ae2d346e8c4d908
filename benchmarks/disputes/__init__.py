"""Pairs of sentences that contradict each other, and pairs that are merely different."""
