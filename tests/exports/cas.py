"""Exports as French hospitals' products write them, bullet by bullet of what must be read right or refused.

`attendu`, written before any of them was played: « pareil » (the same figures, identities, links),
« refusé », « dit » (what the file itself changed shows in what is published, and the run says so).
`sans`: digits that must be found nowhere in what is published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.ecritures.tableau import Tableau

RH, RHV, MED, STA, INT = (
    "SIRH_RIVEMONT",
    "export_agents_valbrune",
    "Affaires_medicales",
    "Stagiaires_IFSI",
    "interimaires",
)
AD, ADV, DPI, GAM = "AD_rivemont", "AD_valbrune", "DPI_UTILISATEURS", "gam_comptes"
PARC, STR, CPS, PUB, RES = "parc_mie", "structure", "Porteurs_CPS", "PS_LibreAcces", "Extraction_restreinte"
P, PR, R = ("pareil",), ("pareil", "refusé"), ("refusé",)
D, RD = ("pareil", "refusé", "dit"), ("refusé", "dit")
Rendu = Tableau | bytes | tuple[str, bytes] | None
Geste = Callable[[Tableau], Rendu]


@dataclass(frozen=True)
class Export:
    """One export: the bullet it tries, the file, what is done to it, the outcomes that are right.

    A geste gives a table, bytes, (extension, bytes), or None to leave the file out. `reglages` rewrites the
    settings, `dossier` renames the delivery's folder.
    """

    puce: str
    titre: str
    fichier: str
    geste: Geste
    attendu: tuple[str, ...] = P
    moment: str = "seul"
    reglages: Callable[[str], str] | None = None
    dossier: str = ""
    sans: str = ""

    @property
    def code(self) -> str:
        """Stable name."""
        return f"{self.puce} : {self.titre} | {self.fichier} | {self.moment}"


def exports(
    puce: str,
    titre: str,
    fichiers: str | tuple[str, ...],
    geste: Geste,
    attendu: tuple[str, ...] = P,
    moment: str = "seul",
) -> list[Export]:
    """The same thing befalling each of these files."""
    return [
        Export(puce, titre, one, geste, attendu, moment)
        for one in ((fichiers,) if isinstance(fichiers, str) else fichiers)
    ]
