"""The document of a scheme in words: what the page shows, the PDF prints and people sign."""
