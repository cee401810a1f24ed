"""What the signal of a risk or of a lesson says, in words."""

from __future__ import annotations

from workbench.looks.formats import ABSENT, nombre, pourcent
from workbench.projet.signaux import Signal


def mesure(signal: Signal) -> str:
    """The figure itself: « 28,6 % (482 sur 1 682) » or « 71 »."""
    if signal.valeur is None:
        return ABSENT
    if signal.taux:
        return f"{pourcent(signal.valeur)} ({nombre(signal.numerateur)} sur {nombre(signal.denominateur)})"
    return nombre(signal.valeur, 0 if float(signal.valeur).is_integer() else 1)


def mouvement(signal: Signal) -> str:
    """Against the run before: « +1,2 point », « −13 »; nothing when there is none."""
    if signal.valeur is None or signal.precedente is None:
        return ""
    gap = signal.valeur - signal.precedente
    size = abs(gap) * 100 if signal.taux else abs(gap)
    places = 1 if signal.taux or not float(gap).is_integer() else 0
    if gap and round(size, places) == 0:
        places = 2  # an expected number of errors moves by hundredths
    if round(size, places) == 0:
        return "inchangé"
    words = " point" + ("s" if size >= 2 else "") if signal.taux else ""
    return f"{'+' if gap > 0 else '−'}{nombre(size, places)}{words}"
