"""Landing: every arrival becomes one immutable Parquet file, named by its content."""
