"""Other systems behind the seam of ``evaluate``: a function from a question to the answers form."""
