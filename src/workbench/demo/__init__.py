"""Two fictional hospitals with their known truth. Nobody but the CLI and the tests imports this room."""

from pathlib import Path

from workbench.demo.evaluation import Evaluation, evaluate
from workbench.demo.generation import DemoBilan, generate
from workbench.demo.tables import variante
from workbench.demo.vie import vivre
from workbench.warehouse import open_published

__all__ = ["DemoBilan", "Evaluation", "evaluate", "evaluer", "generate", "variante", "vivre"]


def evaluer(home: Path) -> Evaluation:
    """The published run of `home` against the truth beside it."""
    return evaluate(home, open_published(home))
