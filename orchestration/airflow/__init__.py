"""Reads Airflow DAG files, without running them, and proposes what each task becomes."""
