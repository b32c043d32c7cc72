"""What ``dagster dev -m orchestration.definitions`` loads. It only loads."""

from __future__ import annotations

from dagster import Definitions

from orchestration.defs.models import definitions

defs: Definitions = definitions()
