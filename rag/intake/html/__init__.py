"""A web page as an article: its body, and what it says of itself."""
