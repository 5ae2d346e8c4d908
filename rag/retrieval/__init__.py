"""A question in, ranked Passages out."""
