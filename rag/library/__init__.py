"""Article in, durable: the ledger is the truth, the indexes follow it."""
