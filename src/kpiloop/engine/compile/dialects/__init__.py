"""What differs between warehouse engines, one file per engine."""
