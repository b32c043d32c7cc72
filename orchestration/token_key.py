"""The key of the tokens that stand for identifiers, given to DuckDB session by session.

dbt-duckdb loads this module as a plugin (profiles.yml). SQL reads session variables, so that
the key is in no compiled statement, log, artefact or database file (macros/privacy/token.sql).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dbt.adapters.duckdb.plugins import BasePlugin

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

VARIABLE = "CLAIMHOUSE_TOKEN_KEY"
SHORTEST = 32
"""Characters that a key has at least."""

BLOCK = 64
"""Bytes of a block of SHA-256, to which HMAC fills up its key."""


class TokenKeyError(Exception):
    """There is no usable key; the message says what to do and never shows a key."""


@dataclass(frozen=True)
class TokenKey:
    """A key, in the two forms that HMAC-SHA-256 hashes (RFC 2104)."""

    inner: bytes = field(repr=False)
    outer: bytes = field(repr=False)
    fingerprint: str
    """First 8 hexadecimal digits of the key's SHA-256: tells keys apart, and no more."""

    @classmethod
    def of(cls, text: str, origin: str) -> TokenKey:
        """The key that a text is, without blanks around it.

        Raises:
            TokenKeyError: if it is shorter than 32 characters.
        """
        text = text.strip()
        if len(text) < SHORTEST:
            raise TokenKeyError(
                f"the token key in {origin} has {len(text)} characters, it needs at least"
                f" {SHORTEST}; make one with: openssl rand -hex 32"
            )
        key = text.encode()
        padded = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
        return cls(
            inner=bytes(byte ^ 0x36 for byte in padded),
            outer=bytes(byte ^ 0x5C for byte in padded),
            fingerprint=hashlib.sha256(key).hexdigest()[:8],
        )


def read_key(environment: Mapping[str, str]) -> TokenKey:
    """The key of the environment, else the development key of this user.

    A variable that is set and empty is an error: a secret that did not arrive must not turn
    into tokens under another key.

    Raises:
        TokenKeyError: if the key is too short, unreadable, or readable for others.
    """
    if VARIABLE in environment:
        return TokenKey.of(environment[VARIABLE], VARIABLE)
    path = development_key_file(environment)
    try:
        if not path.exists() and make_development_key(path):
            print(
                f"claimhouse: made a development token key, {path};"
                f" set {VARIABLE} for real data, and keep it",
                file=sys.stderr,
            )
        if path.stat().st_mode & 0o077:
            raise TokenKeyError(f"others can read {path}: chmod 600 it, or make a new key")
        return TokenKey.of(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise TokenKeyError(f"{VARIABLE} is not set, and {path}: {error.strerror}") from None


def development_key_file(environment: Mapping[str, str]) -> Path:
    """Where the development key is: outside of any repository."""
    # the XDG specification: a relative path counts as unset
    configured = Path(environment.get("XDG_CONFIG_HOME") or "")
    folder = configured if configured.is_absolute() else Path.home() / ".config"
    return folder / "claimhouse" / "token.key"


def make_development_key(path: Path) -> bool:
    """Make a random key, whole or not at all; False where another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(scratch, path)  # fails where the key is there, as a rename would not
        except FileExistsError:
            return False
    finally:
        scratch.unlink(missing_ok=True)
    return True


class Plugin(BasePlugin):
    """Gives the key to every cursor of dbt, since none inherits another's variables."""

    _key: TokenKey | None = None

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Read the key, once for each time that the database is opened."""
        self._key = read_key(os.environ)

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:
        """Set the variables that the macro `token` reads."""
        set_variables(cursor, self._key or read_key(os.environ))


def set_variables(cursor: DuckDBPyConnection, key: TokenKey) -> None:
    """Set the session variables that the macro `token` reads."""
    cursor.execute("set variable claimhouse_token_inner = $1", [key.inner])
    cursor.execute("set variable claimhouse_token_outer = $1", [key.outer])
    cursor.execute("set variable claimhouse_token_fingerprint = $1", [key.fingerprint])
