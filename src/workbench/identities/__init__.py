"""Who is who: names, matching model, constraints and collisions, persistent ids, golden record."""

from workbench.identities.chantier import Precedent
from workbench.identities.fiches import Fiches, build_fiches
from workbench.identities.rapprochement import Rapprochement, reconcile
from workbench.identities.regroupement import Regroupement, regroup

__all__ = ["Fiches", "Precedent", "Rapprochement", "Regroupement", "build_fiches", "reconcile", "regroup"]
