"""Pages and feeds, fetched safely: every address checked and pinned, politely, within limits."""
