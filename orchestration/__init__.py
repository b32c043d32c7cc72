"""Land raw files, run dbt, publish: the thin layer around the claimhouse models."""
