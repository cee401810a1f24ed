"""Columns of text → the canonical columns of a nature: numbers, dates, values, what is refused and why."""
