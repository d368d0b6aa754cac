"""A folder of Parquet files that is registered and stays where it is; the fact store reads it."""
