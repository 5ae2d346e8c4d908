"""Plain text and Markdown: cleaned line by line, and what the lines around the prose say of it."""
