"""News carried to other systems: signed, tried again, and every attempt written down."""
