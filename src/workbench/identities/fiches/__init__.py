"""One standardised record per source record, under a key that lasts."""

from workbench.identities.fiches.comptes import account_kind
from workbench.identities.fiches.construction import SCHEMA, Fiches, build_fiches, standardise

__all__ = ["SCHEMA", "Fiches", "account_kind", "build_fiches", "standardise"]
