"""What a file nobody described may mean: where its table stands, which column is what, what must be asked."""
