"""The one error base class: what a user sees when something is wrong."""

from __future__ import annotations

from workbench.socle.nir import holds_nir, mask_nir
from workbench.socle.typographie import accorder


def tell(text: str) -> str:
    """What came from outside (a file name, a title), fit to be shown: no NIR, no control character but line
    ends.
    """
    seen = "".join(c for c in text if c.isprintable() or c in "\n\u00a0\u202f")
    return mask_nir(seen) if holds_nir(seen) else seen


class ErreurWorkbench(Exception):
    """An error that speaks to the user, in French.

    Its sentences never repeat a social security number or an invisible character, wherever they came from.

    Attributes:
        titre: what is wrong, one line.
        message: where and why (file, line, column).
        conseil: what to do about it.
    """

    def __init__(self, titre: str, message: str = "", conseil: str = "") -> None:
        self.titre, self.message, self.conseil = (accorder(tell(dit)) for dit in (titre, message, conseil))
        super().__init__(self.titre)

    def __str__(self) -> str:
        return "\n".join(part for part in (self.titre, self.message, self.conseil) if part)
