"""A run launcher that can tell whether a run's process is still there (named in dagster.yaml)."""

from __future__ import annotations

from dagster import DagsterRun
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import deserialize_value


class WatchedRunLauncher(DefaultRunLauncher):
    """Dagster's own can't tell, so a run that died with its server would hold its pool for hours.

    With this one run monitoring fails such a run, and run retries start it again.
    """

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Run monitoring asks those that say so."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the code server that started the run still has it."""
        client = self._get_grpc_client_for_termination(run.run_id)  # type: ignore[no-untyped-call]
        try:
            answer = client.can_cancel_execution(CanCancelExecutionRequest(run_id=run.run_id))
            is_there = deserialize_value(answer, CanCancelExecutionResult).can_cancel
        except Exception:  # no server answers, or none is named
            is_there = False
        status = WorkerStatus.RUNNING if is_there else WorkerStatus.FAILED
        return CheckRunHealthResult(status, None if is_there else "its process is gone")
