"""What a source says by itself, read alone: its looks are listed by nature in `invraisemblances.py`."""
