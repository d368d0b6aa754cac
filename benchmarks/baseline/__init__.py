"""What the product is compared with: SQL written by hand for exactly one workload, by somebody who knows the tricks."""
