"""What is measured: the catalogue of definitions, the marts and the measures kept from run to run."""

from workbench.indicators.catalogue import Mart, marts, mesures, reference_tables

__all__ = ["Mart", "marts", "mesures", "reference_tables"]
