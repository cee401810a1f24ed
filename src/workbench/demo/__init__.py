"""A fictional GHT with its known truth. Nobody but the CLI and the tests imports this room."""

from workbench.demo.generation import DemoBilan, generate

__all__ = ["DemoBilan", "generate"]
