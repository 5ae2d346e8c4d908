"""Pages from the web: addresses, fetching, feeds."""
