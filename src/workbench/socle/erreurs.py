"""The one error base class: what a user sees when something is wrong."""

from __future__ import annotations


class ErreurWorkbench(Exception):
    """An error that speaks to the user, in French.

    Attributes:
        titre: what is wrong, one line.
        message: where and why (file, line, column).
        conseil: what to do about it.
    """

    def __init__(self, titre: str, message: str = "", conseil: str = "") -> None:
        super().__init__(titre)
        self.titre = titre
        self.message = message
        self.conseil = conseil

    def __str__(self) -> str:
        return "\n".join(part for part in (self.titre, self.message, self.conseil) if part)
