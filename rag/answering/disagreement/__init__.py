"""Where passages disagree, and where a later one overtakes an earlier one: rules, no model.

Two sentences are laid side by side. Only what is told of one thing, at one time, by words of the
same kind is compared; whatever may be of another day, place or scope is left alone.
"""
