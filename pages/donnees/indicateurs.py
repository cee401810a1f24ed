"""Indicateurs: what does each figure mean, how is it computed, where has it been?"""

from __future__ import annotations

from workbench.ui import indicateurs
from workbench.ui.page import ouvrir

page = ouvrir("indicateurs")
indicateurs.catalogue(page.acces, page.le)
indicateurs.regles_propres(page.acces)
