"""What collecting costs, as a ratio to reading the same without the product."""
