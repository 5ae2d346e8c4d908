"""Two runs beside each other: what differs, what of it is chance, and what may not pass."""
