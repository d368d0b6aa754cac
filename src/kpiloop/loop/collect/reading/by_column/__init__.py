"""Plain sheets understood by the column; everything unusual goes to the reader of rows, and both always agree."""
