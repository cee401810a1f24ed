"""One service, whatever its spelling: the services of each establishment, and which one every spelling names.

The structure file is the authority where it knows the code; elsewhere two labels are one service when they
differ by case, accents, punctuation or blanks, by an abbreviation or a cut that fits a single service, or by
a declared synonym. Two services whose codes differ are never merged; a label that fits several is left as it
was written.
"""

from workbench.marts.services.ecriture import plier
from workbench.marts.services.tables import service_tables

__all__ = ["plier", "service_tables"]
