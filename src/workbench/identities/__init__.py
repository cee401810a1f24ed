"""Who is who: names, matching model, constraints and collisions, persistent ids, golden record."""

from workbench.identities.chantier import Precedent
from workbench.identities.fiches import Fiches, build_fiches
from workbench.identities.rapprochement import Rapprochement, reconcile
from workbench.identities.regroupement import Matiere, Regroupement, grouped, material, regroup

__all__ = [
    "Fiches",
    "Matiere",
    "Precedent",
    "Rapprochement",
    "Regroupement",
    "build_fiches",
    "grouped",
    "material",
    "reconcile",
    "regroup",
]
