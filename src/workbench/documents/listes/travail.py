"""Working lists: who must do what, one workbook a service, manager, agency or procedure, for the roles that
may name people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.documents.destinataire import team
from workbench.documents.listes import liste
from workbench.looks.etats import STATUTS
from workbench.looks.formats import accord, jour
from workbench.office.paquet import archive
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.noms import file_word
from workbench.socle.regles import lire

MIME = "application/zip"
MART = "liste_travail"
TRI = ["etablissement", "service", "nom", "prenom", "id_unique"]


def regles(acces: Acces) -> dict[str, Any]:
    """`diffusion.toml`: retention, splits, procedures, columns."""
    return lire("workbench.documents", "diffusion.toml", acces.home)


def a_detruire_avant(acces: Acces, le: dt.date) -> dt.date:
    """The day by which a list made on `le` must be destroyed."""
    return le + dt.timedelta(days=int(regles(acces)["conservation_jours"]))


def contenu(acces: Acces, par: str, motif: str, avant: dt.date) -> bytes:
    """The archive: one workbook a group and a notice; the same run, split and date give the same bytes. The
    reading is logged.

    Raises:
        ErreurWorkbench: the split is unknown, or nobody is concerned. AccesRefuse: the role names nobody.
    """
    choix = regles(acces)
    decoupage = choix["decoupages"].get(par)
    if decoupage is None:
        raise ErreurWorkbench(
            "Découpage inconnu", f"« {par} »", f"Découpages possibles : {', '.join(choix['decoupages'])}."
        )
    le: dt.date = acces.agregat("mart.synthese")["date_execution"][0]
    lues = acces.nominatif(MART, motif=motif)
    personnes = lues.with_columns(numero=_numeros(lues))
    notice = liste.mention(acces.home, avant)
    entrees: dict[str, bytes] = {}
    total, sans = 0, list[str]()
    for groupe, lignes in grouper(personnes, decoupage, choix["demarches"]):
        nom = _nom_libre(groupe, entrees)
        titre = f"{groupe} : numéros RPPS à obtenir ou à vérifier"
        combien = f"{accord(lignes.height, 'personne')}, données du {jour(le)}"
        tenues = _tenir(lignes, choix)
        entrees[nom] = liste.contenu(
            lignes, tenues, f"{titre}\n{combien}", notice, le, equipe=team(acces.home)
        )
        total += lignes.height
        if decoupage["colonne"] == "service" and lignes["responsable"].null_count() == lignes.height:
            sans.append(groupe)
    if not entrees:
        raise ErreurWorkbench(
            "Aucune liste à produire",
            f"Personne n’attend de geste {'par ' + decoupage['libelle'].lower()}.",
            "Choisissez un autre découpage.",
        )
    entrees["LISEZ-MOI.txt"] = _lisez_moi(notice, decoupage["libelle"], len(entrees), total, le, sans).encode(
        "utf-8-sig"
    )
    return archive(entrees)


def _numeros(personnes: pl.DataFrame) -> pl.Series:
    """State of the number and the number itself when one is known: « à confirmer, 10001234567 »."""
    dits = [
        f"{STATUTS[statut].mot}, {rpps}" if rpps else STATUTS[statut].mot
        for statut, rpps in personnes.select("statut", "rpps").iter_rows()
    ]
    return pl.Series("numero", dits, pl.String)


def _tenir(lignes: pl.DataFrame, choix: Mapping[str, Any]) -> dict[str, str]:
    """The columns of this list: empty ones left out, then the least useful beyond what a page holds."""
    gardees = {
        nom: mot
        for nom, mot in choix["colonnes"].items()
        if nom in lignes.columns and lignes[nom].null_count() < lignes.height
    }
    page = choix.get("mise_en_page", {"colonnes_max": len(gardees) + 2, "laissees": []})
    for nom in page["laissees"]:
        montees = liste.constantes(lignes, gardees)
        if len(gardees) - len(montees) + 2 <= page["colonnes_max"]:
            break
        if nom not in montees:
            gardees.pop(nom, None)
    return gardees


def grouper(
    personnes: pl.DataFrame, decoupage: Mapping[str, Any], demarches: dict[str, str]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """(group, its people sorted), by group's name; those without one under the label of the rules, left out
    when it is empty.
    """
    colonne = decoupage["colonne"]
    pretes = personnes.with_columns(pl.col("demarche").replace(demarches))
    pretes = liste.trier(pretes, TRI)
    cles = pretes.with_columns(
        _groupe=pl.col(colonne)
        .cast(pl.String)
        .str.strip_chars()
        .replace("", None)
        .fill_null(decoupage["vide"])
    ).filter(pl.col("_groupe") != "")
    if decoupage.get("par_etablissement"):
        cles = cles.with_columns(
            _groupe=pl.format("{} ({})", "_groupe", pl.col("etablissement").fill_null("sans établissement"))
        )
    for groupe in sorted(cles["_groupe"].unique(), key=lambda nom: (liste.collation(nom), nom)):
        yield groupe, cles.filter(pl.col("_groupe") == groupe).drop("_groupe")


def nom_fichier(par: str, le: dt.date) -> str:
    """`listes_par_service_2026-11-01.zip`."""
    return f"listes_par_{par}_{le.isoformat()}.zip"


def _nom_libre(groupe: str, pris: dict[str, bytes]) -> str:
    """A plain file name that no other group has."""
    base = file_word(groupe)[:60] or "groupe"
    nom, rang = f"{base}.xlsx", 2
    while nom in pris:
        nom, rang = f"{base}_{rang}.xlsx", rang + 1
    return nom


def _lisez_moi(notice: str, libelle: str, groupes: int, total: int, le: dt.date, sans: Sequence[str]) -> str:
    """`sans`: the services nobody is known to head, whose list would go to nobody."""
    demander = (
        f"Sans responsable connu, à demander avant d’envoyer (fichier de structure, colonne responsable) :"
        f" {', '.join(sans)}."
    )
    return "\r\n".join(
        [
            notice,
            "",
            f"Listes de travail HospiConnect, découpage : {libelle}. Données du {jour(le)}.",
            f"{accord(groupes, 'classeur')}, {accord(total, 'personne')} dont le numéro RPPS demande un"
            " geste.",
            (
                "Transmettez à chacun son seul classeur, par une voie protégée. La production de ces listes"
                " est enregistrée. Une liste remplie se reprend par la page Exports, ou par la commande"
                " « workbench review list-import » : « Fait le » s’inscrit au registre."
            ),
            *([demander] if sans else []),
            "",
        ]
    )
