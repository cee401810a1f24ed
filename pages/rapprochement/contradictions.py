"""Contradictions: what the sources say that cannot be true together, and what was decided about it."""

from __future__ import annotations

from pages.rapprochement.vues import contradictions

from workbench.ui import plis
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("contradictions")

registre = ledger.ouvrir(page.acces)
contradictions.tendance(page.acces)
ONGLETS = {
    "Cas par cas": contradictions.travail,
    "Décisions": contradictions.journal,
    "Histoire d’une identité": contradictions.histoire,
}
for montrer in plis.onglets(ONGLETS, "onglet"):
    montrer(page.acces, registre)
