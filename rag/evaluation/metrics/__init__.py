"""What is measured of an answer, each a value that prints as it is written."""
