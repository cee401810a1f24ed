"""A chain: each entry carries the hash of the one before it, then of its own content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def link(previous: str, body: Mapping[str, Any]) -> str:
    """The hash of an entry, whatever it is kept in; "" stands before the first one."""
    return hashlib.sha256((previous + json.dumps(body, ensure_ascii=False)).encode()).hexdigest()
