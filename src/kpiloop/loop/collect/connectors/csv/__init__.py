"""Text files: comma, semicolon, tab or pipe, in the encodings that occur in China and Europe."""
