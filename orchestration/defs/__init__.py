"""Dagster definitions; facts about models live in dbt meta, not here."""
