"""What the benchmarks of embedding, of ingest and of peers are made of."""
