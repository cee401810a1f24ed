"""The probabilistic model (Splink): trained on the run's own records, it ranks; rules decide."""

from workbench.identities.modele.entrainement import Scores, score_pairs
from workbench.identities.modele.poids import explain, weights_table

__all__ = ["Scores", "explain", "score_pairs", "weights_table"]
