"""Social security numbers at the door: a column of them is refused or left out, a cell hidden."""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.socle.nir import cells_with_nir, likely_expected, suspect_columns
from workbench.socle.settings import Source
from workbench.sources.modeles import Rejets, rejection
from workbench.sources.porte.contrat import title

NIR_SURVEILLES = (
    "matricule",
    "identifiant",
    "login",
    "nom",
    "nom_naissance",
    "nom_usage",
    "prenoms",
    "email",
)


def tell_columns(source: Source, file_name: str, nirs: list[str]) -> Rejets:
    """Columns left out, to tell."""
    return [
        rejection(
            source.code,
            file_name,
            None,
            "NIR_COLONNE",
            f"La colonne « {name} » a la forme d'un numéro de sécurité sociale : elle n'est pas chargée.",
            "information",
        )
        for name in nirs
    ]


def hide_cells(
    source: Source, file_name: str, received: pl.DataFrame, contract: dict[str, Any]
) -> tuple[pl.DataFrame, Rejets, pl.DataFrame]:
    """A social security number inside a cell is hidden and said; in what names a person, its row is
    refused.
    """
    rejets: Rejets = []
    refused: list[tuple[int, str, str]] = []
    identifying = {*NIR_SURVEILLES, *contract["cle"], *contract["obligatoires"]}
    columns = [*contract["textes"], *contract.get("dates", [])]
    suspects = suspect_columns(received, columns)
    for name in filter(suspects.__contains__, columns):
        text, shown = name in contract["textes"], title(source, name)
        found = cells_with_nir(received[name], likely_expected(name) and text)
        if not found:
            continue
        lines = received.filter(pl.col(name).is_in(list(found)))["ligne"].to_list()
        masks = {
            k: None if not text or (v.startswith("[") and v.endswith("]")) else v for k, v in found.items()
        }
        received = received.with_columns(pl.col(name).replace(list(masks), list(masks.values())))
        if name in identifying:
            motif = f"« {shown} » a la forme d'un numéro de sécurité sociale."
            refused += [(line, "NIR_VALEUR", motif) for line in lines]
        else:
            motif = f"« {shown} » contenait un numéro de sécurité sociale : masqué. Retirez-le de la source."
            rejets += [
                rejection(source.code, file_name, line, "NIR_MASQUE", motif, "information") for line in lines
            ]
    schema = {"ligne": pl.Int32, "code": pl.String, "motif": pl.String}
    return received, rejets, pl.DataFrame(refused, schema=schema, orient="row")
