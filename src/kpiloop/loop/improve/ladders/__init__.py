"""What follows from misses that come again and again: the rungs of each scheme, and the runs they are held against."""
