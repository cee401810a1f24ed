"""What is measured: the catalogue of definitions, the marts and the measures kept from run to run."""

from workbench.marts.catalogue import Mart, marts, mesures

__all__ = ["Mart", "marts", "mesures"]
