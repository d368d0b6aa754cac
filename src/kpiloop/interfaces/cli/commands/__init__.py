"""One module per noun; each defines `app`."""
