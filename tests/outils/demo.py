"""The small demonstration, copied."""

from __future__ import annotations

import shutil
from pathlib import Path


def copier(demo: Path, vers: Path) -> Path:
    """Copy that home without its decisions nor its history of exports."""
    shutil.copytree(demo, vers, ignore=shutil.ignore_patterns("decisions*", "exports.jsonl"))
    return vers
