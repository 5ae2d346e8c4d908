"""Raw bytes in, Article out: read, clean, date, attribute."""
