"""How well passages are ranked, and with which weights: a collection, its questions, measures."""
