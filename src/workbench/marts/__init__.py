"""What is measured: the catalogue of definitions, the marts and the measures kept from run to run."""

from workbench.marts.catalogue import Mart, creation, marts, mesures, requetes
from workbench.marts.services import service_tables

__all__ = ["Mart", "creation", "marts", "mesures", "requetes", "service_tables"]
