"""Try again what can be away: exponential backoff with jitter, by tenacity."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from orchestration.ingestion.batch import SourceAway

FIRST_WAIT = 1.0
"""The longest wait before the second attempt, in seconds; it doubles from attempt to attempt."""

LONGEST_WAIT = 60.0
"""No wait is longer, in seconds."""

Result = TypeVar("Result")


def with_retries(
    call: Callable[[], Result],
    attempts: int = 4,
    first_wait: float | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Result:
    """What ``call`` returns, tried up to ``attempts`` times while it raises SourceAway.

    The last SourceAway is raised as it is, any other error at once. ``first_wait`` in seconds,
    FIRST_WAIT if None.
    """
    wait = wait_random_exponential(FIRST_WAIT if first_wait is None else first_wait, LONGEST_WAIT)
    retrying = Retrying(
        retry=retry_if_exception_type(SourceAway),
        stop=stop_after_attempt(attempts),
        wait=wait,
        sleep=sleep,
        reraise=True,
    )
    return retrying(call)
