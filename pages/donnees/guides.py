"""Guides: where to begin, for each role?"""

from __future__ import annotations

from workbench.ui import guides
from workbench.ui.page import ouvrir

page = ouvrir("guides")
guides.montrer(page.acces.role.code)
