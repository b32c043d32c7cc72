"""The engine and client library of firebird-embedded, loaded once in a process."""

from __future__ import annotations

import ctypes
import os

from orchestration.ingestion.batch import DriverMissing

CONNECT_SECONDS = 15


def load() -> None:
    """Load them where they are there; DriverMissing says in one line how to get them."""
    try:
        from firebird.driver import driver_config
        from firebird.embedded.provider import FirebirdProvider
    except ImportError:
        raise DriverMissing(
            "Firebird's driver is missing; get it: pip install 'claimhouse[firebird]'"
        ) from None
    provider = FirebirdProvider()
    try:  # in this order: each finds what it needs in those before
        for library in ("libtommath.so.1", str(provider.root / "libtomcrypt.so.1")):
            ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        raise DriverMissing(
            "Firebird's engine needs libtommath; get it: apt-get install libtommath1"
        ) from None
    os.environ["FIREBIRD"] = str(provider.root)  # where the client looks for the engine
    driver_config.fb_client_library.value = str(provider.client_library)
    driver_config.db_defaults.timeout.value = CONNECT_SECONDS
