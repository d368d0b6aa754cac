"""What the product costs, as a ratio to doing the same without it: see docs/benchmarks.md."""
