"""How well answers are composed: the expected words in them, and the weights they come from."""
