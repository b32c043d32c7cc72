"""What ``dagster dev -m orchestration.definitions`` loads. It only loads, and only when called."""

from __future__ import annotations

import dagster as dg


@dg.definitions
def defs() -> dg.Definitions:
    """Every asset, check, schedule and sensor, from the manifest that ``dbt parse`` wrote."""
    from orchestration.defs import assembled

    return assembled()
