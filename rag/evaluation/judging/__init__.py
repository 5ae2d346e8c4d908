"""Judges beside the metrics, for who wants one: what they say, how steadily, and how far they agree
with what needs no judge."""
