"""The design of a scheme step by step, and its document."""
