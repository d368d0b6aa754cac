"""A month that was closed, computed once more by the terms of its close: exactly, or with the facts of now."""
