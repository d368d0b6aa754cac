"""The loop as the people of the demo company go through it, one stage a file."""
