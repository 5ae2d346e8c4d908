"""What becomes of answers when the question, the collection or the order changes a little."""
