"""JSON over HTTP: asked page by page, from hosts that were allowed, and read whole or not at all."""
