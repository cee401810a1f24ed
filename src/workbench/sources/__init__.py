"""What comes in: contracts of the source natures, readers, column mapping, quarantine."""

from workbench.sources.livraisons import Controle, check_deliveries, delivery_dates, read_deliveries
from workbench.sources.modeles import FichierLu, Lecture, SourceInutilisable

__all__ = [
    "Controle",
    "FichierLu",
    "Lecture",
    "SourceInutilisable",
    "check_deliveries",
    "delivery_dates",
    "read_deliveries",
]
