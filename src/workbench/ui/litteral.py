"""Text that came from outside, put in what Streamlit reads as markdown: it stays text."""

from __future__ import annotations

_TOUT = str.maketrans({char: "\\" + char for char in "\\`*_{}[]()#+!|<>~$:"})
_LIENS = str.maketrans({char: "\\" + char for char in "[]<>$"})


def litteral(texte: str) -> str:
    """A value (a name, a file's title) taken as it is written, whatever it holds."""
    return texte.translate(_TOUT)


def sans_lien(texte: str) -> str:
    """A sentence of ours that quotes such values: neither link, image nor formula; its own bold stays."""
    return texte.translate(_LIENS)
