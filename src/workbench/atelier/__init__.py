"""What an analyst tries on a copy, sees, then records: the acts of the notebooks, through the functions,
roles and ledger of the application.
"""

from workbench.atelier.poste import LECTURE, Poste, journal, sit, undo

__all__ = ["LECTURE", "Poste", "journal", "sit", "undo"]
