"""From a grid to typed rows of a dataset: recipe, headings, records, codes, typing, repeats."""
