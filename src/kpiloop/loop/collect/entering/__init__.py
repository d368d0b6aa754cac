"""Figures people enter: who is asked, through which hands they go, and until when they may be changed."""
