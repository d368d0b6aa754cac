"""What a written cell means: numbers, days and texts, as people really write them."""
