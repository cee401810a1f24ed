"""What comes in: contracts of the source natures, readers, column mapping, quarantine."""

from workbench.sources.depots import close_to_others, delivery_notices, refuse_future
from workbench.sources.livraisons import Controle, check_deliveries, delivery_dates, read_deliveries
from workbench.sources.modeles import FichierLu, Lecture, SourceInutilisable

__all__ = [
    "Controle",
    "FichierLu",
    "Lecture",
    "SourceInutilisable",
    "check_deliveries",
    "close_to_others",
    "delivery_dates",
    "delivery_notices",
    "read_deliveries",
    "refuse_future",
]
