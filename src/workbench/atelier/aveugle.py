"""A sample judged blind, in place: drawn once, answered by one reader, then by a second who sees nothing of
the first.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.atelier.poste import LECTURE, Poste
from workbench.decisions import Decision, DecisionInvalide
from workbench.revue import echantillon
from workbench.revue.comparaison import compare

SECONDE = "#2"
"""Ends the subject of a second reader's answers."""


def draw(poste: Poste, taille: int, graine: int) -> str:
    """Draw a sample of the published pairs and keep it; what was done, in a sentence.

    Raises:
        AccesRefuse: the role reads numbers only, or records nothing. ErreurWorkbench: no scored pair.
    """
    tirage = echantillon.draw(poste.acces.nominatif("mart.paire_score"), taille, graine)
    entry = Decision(
        "echantillon_tirage",
        poste.acces.utilisateur,
        "Mesure de la sûreté",
        objet=f"{poste.acces.version}/{graine}/{taille}",
        valeur={"paires": tirage.paires, "tailles": tirage.tailles, "version": poste.acces.version},
        origine="carnet",
    )
    return poste.record([entry])


def waiting(poste: Poste, *, seconde: bool = False) -> list[tuple[str, str]]:
    """The pairs of the last sample that this reading has not answered."""
    decisions = poste.registre.en_vigueur()
    drawn = echantillon.last_draw(decisions)
    if drawn is None:
        return []
    answers = echantillon.judgements(decisions, drawn[0].objet + (SECONDE if seconde else ""))
    return [(a, b) for _, a, b in drawn[1].paires if (a, b) not in answers]


def side_by_side(poste: Poste, a: str, b: str) -> pl.DataFrame:
    """Two records trait by trait, their score hidden; the reading is logged.

    Returns:
        trait, a, b, verdict, precision.
    """
    keys = [key.split(":", 1) for key in (a, b)]
    rows = poste.acces.nominatif(
        "mart.revue_fiche",
        motif="échantillon jugé à l’aveugle",
        source=[source for source, _ in keys],
        cle_source=[key for _, key in keys],
    )
    found: dict[str, dict[str, Any]] = {
        f"{row['source']}:{row['cle_source']}": row for row in rows.iter_rows(named=True)
    }
    lines = compare(found.get(a, {}), found.get(b, {}))
    columns = dict.fromkeys("trait a b verdict precision".split(), pl.String)
    told = [(line.trait, line.a, line.b, line.verdict, line.precision) for line in lines]
    return pl.DataFrame(told, schema=columns, orient="row")


def judge(poste: Poste, a: str, b: str, verdict: str, *, seconde: bool = False) -> str:
    """Record one answer; what was done, in a sentence.

    Args:
        verdict: `meme`, `differente`, `indecidable`. seconde: the second reader, who must be somebody else.

    Raises:
        AccesRefuse: the role records nothing. DecisionInvalide: no sample, unknown answer, same reader.
    """
    if not poste.action:
        return LECTURE
    decisions = poste.registre.en_vigueur()
    drawn = echantillon.last_draw(decisions)
    if drawn is None or (a, b) not in {(left, right) for _, left, right in drawn[1].paires}:
        raise DecisionInvalide(
            "Paire hors de l’échantillon", f"{a} | {b}", "Tirez un échantillon, puis jugez-le."
        )
    objet = drawn[0].objet
    first = [entry for entry in decisions if (entry.genre, entry.objet) == ("echantillon_jugement", objet)]
    if seconde and any(entry.auteur == poste.acces.utilisateur for entry in first):
        raise DecisionInvalide(
            "La deuxième lecture est celle d’une autre personne",
            f"{poste.acces.utilisateur} a déjà jugé cet échantillon.",
            "Faites juger par quelqu’un qui n’a pas vu vos réponses.",
        )
    entry = poste.compose(
        "echantillon_jugement",
        {"verdict": verdict},
        objet=objet + (SECONDE if seconde else ""),
        cle_a=a,
        cle_b=b,
        motif="Jugé à l’aveugle",
    )
    return poste.record([entry])
