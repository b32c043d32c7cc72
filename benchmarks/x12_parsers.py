"""Python parsers of X12 from PyPI, one call each: what their documentation shows, the fastest way.

Run by benchmarks/x12.py in an environment of its own:
python benchmarks/x12_parsers.py <parser> <file>... prints one line of JSON.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path


def openx12(path: Path) -> int:
    """Claims with lines and adjustments, as dictionaries."""
    return len(import_module("openx12.x835").parse(path.read_text()).claims)


def x12_python(path: Path) -> int:
    """Segments of every transaction; an 835 gets no loops."""
    interchange = import_module("x12.core.parser").Parser().parse(path.read_text())
    return sum(
        segment.segment_id == "CLP"
        for group in interchange.functional_groups
        for transaction in group.transactions
        for segment in transaction.root_loop.segments
    )


def edi_835_parser(path: Path) -> int:
    """Claims with services, as objects."""
    found = import_module("edi_835_parser").parse(str(path))
    return sum(len(item.claims) for item in found.transaction_sets)


def pyx12(path: Path) -> int:
    """Loop 2100 of the guide's map, as trees."""
    context = import_module("pyx12.x12context")
    with path.open() as stream:
        reader = context.X12ContextReader(
            import_module("pyx12.params").params(),
            import_module("pyx12.error_handler").errh_null(),
            stream,
        )
        return sum(node.id == "2100" for node in reader.iter_segments("2100"))


def linuxforhealth(path: Path) -> int:
    """Claims with lines and adjustments, as validated models of the guide."""
    with import_module("linuxforhealth.x12.io").X12ModelReader(str(path)) as reader:
        return sum(
            len(header.loop_2100 or [])
            for model in reader.models()
            for header in model.loop_2000 or []
        )


def pyx12_segments(path: Path) -> int:
    """Segments alone."""
    with import_module("pyx12.x12file").X12Reader(str(path)) as reader:
        return sum(segment.get_seg_id() == "CLP" for segment in reader)


def linuxforhealth_segments(path: Path) -> int:
    """Segments alone, as lists of elements."""
    with import_module("linuxforhealth.x12.io").X12SegmentReader(str(path)) as reader:
        return sum(name == "CLP" for name, _ in reader.segments())


PARSERS: dict[str, Callable[[Path], int]] = {
    "openx12": openx12,
    "edi-835-parser": edi_835_parser,
    "pyx12": pyx12,
    "linuxforhealth-x12": linuxforhealth,
    "x12-python (segments)": x12_python,
    "pyx12 (segments)": pyx12_segments,
    "linuxforhealth-x12 (segments)": linuxforhealth_segments,
}


def main(name: str, paths: list[Path]) -> None:
    """Read ``paths``; print claims found, wall and CPU seconds, peak (bytes), first error."""
    warnings.simplefilter("ignore")
    gc.disable()  # the collector walks large files again and again: their best is without it
    claims, error = 0, ""
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    for path in paths:
        try:
            claims += PARSERS[name](path)
        except Exception as problem:  # a parser may raise anything
            error = error or f"{type(problem).__name__}: {' '.join(str(problem).split())[:60]}"
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) * 1024
    print(json.dumps({"rows": claims, "wall": wall, "cpu": cpu, "peak": peak, "error": error}))


if __name__ == "__main__":
    main(sys.argv[1], [Path(argument) for argument in sys.argv[2:]])
