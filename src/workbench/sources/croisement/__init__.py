"""The sources of a delivery, read by one another: what values prove is read right, what they contradict is
doubted.
"""

from workbench.sources.croisement.croiser import Croisement, cross

__all__ = ["Croisement", "cross"]
