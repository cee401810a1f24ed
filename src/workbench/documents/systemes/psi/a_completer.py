"""What is missing before Pro Santé Identité, a workbook for each of those who can give it: what is asked on a
first page, then a line a person, dated and sent back as any list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.documents.destinataire import team
from workbench.documents.listes import gestes, liste
from workbench.looks.formats import accord, jour, majuscule, minuscule, nombre
from workbench.socle.noms import file_word
from workbench.socle.settings import load_settings

GESTE = gestes.Geste("psi_a_completer", ("id_unique", "champ"))
COLONNES = {
    "numero": "Numéro dans la source",
    "nom": "Nom",
    "prenom": "Prénom",
    "service": "Service",
    "a_tous": "Ce qui manque à chaque personne",
    "quoi": "Ce qui manque",
    "ailleurs": "Existe déjà dans",
    "source_rh": "Source RH",
}  # all on paper, with the answer; those that say nothing are left out
SUITES = {
    "retenue": "l’inscription attend",
    "a_completer": "l’inscription attend",
    "a_verifier": "l’inscription peut partir, un refus en viendra peut-être",
}
PAR = {"source": ["source"], "service": ["etablissement", "service"]}
"""How the workbook of a receiver is split: the columns that make its parts."""
RAISON = ["mot", "code", "raison", "effet", "remede", "qui", "a_qui"]
SANS = "sans nom connu"
POURQUOI = (
    "Ces personnes sont à inscrire à Pro Santé Identité, qui leur donne leur numéro RPPS. Ce qu’il demande de"
    " chacune manque, ou n’a pas sa forme : leur inscription ne part pas, ou reste à vérifier."
)
AU_SERVICE = (
    "Demandez à chaque personne ce qui manque et donnez-le à qui tient le logiciel d’où vient la donnée (le"
    " service RH, sauf autre circuit chez vous) ; ne l’écrivez pas sur cette feuille. Puis datez « Fait le »"
    " et renvoyez ce classeur à {equipe}."
)
OUTIL = "outil"  # who works in the tool itself
A_L_EQUIPE = (
    "Tranchez chaque cas sur la page dite ci-dessous ; la prochaine exécution en tient compte. Datez « Fait"
    " le » pour votre suivi, puis reprenez ce classeur par la page Exports."
)
DEMANDE = (
    "Corrigez dans le logiciel d’où vient la donnée, jamais sur cette feuille : le prochain export nous"
    " l’apporte. Puis datez « Fait le » et renvoyez ce classeur à {equipe}."
)


def workbooks(
    acces: Acces, fautes: pl.DataFrame, le: dt.date, regle: Mapping[str, Any], motif: str
) -> dict[str, bytes]:
    """File name → the workbook of one of those who can give what is missing, who gets their own lines only.

    Args:
        fautes: rows of `mart.psi_faute`. regle: `retour_psi.toml`. motif: of the reading of the records.
    """
    lignes = _lines(acces, fautes, motif)
    nom = load_settings(acces.home).etablissement.nom
    faits = gestes.done(Registre(acces.home).en_vigueur())
    notice = liste.mention(acces.home)
    sorties: dict[str, bytes] = {}
    equipe = team(acces.home)
    for dit, demande, leurs in _receivers(lignes, regle.get("remise", {})):
        raisons = _reasons(leurs)
        siennes = leurs.join(raisons.select(*RAISON, "quoi"), on=RAISON, nulls_equal=True)
        titre = f"Avant Pro Santé Identité : {dit}"
        lues = _people(siennes)
        tues = {"source_rh"} if siennes["source"].n_unique() == 1 else set()
        parle = {code: mot for code, mot in COLONNES.items() if code not in tues}
        dites = parle | ({"quoi": "Ce qui manque en plus"} if lues["a_tous"].count() else {})
        colonnes = {code: mot for code, mot in dites.items() if lues[code].null_count() < lues.height}
        premiere = [
            ("De", nom),
            ("À", dit),
            ("Situation au", jour(le)),
            *_first_page(siennes, raisons, demande.format(equipe=equipe)),
        ]
        fait = liste.contenu(lues, colonnes, titre, notice, le, GESTE, faits, a_lire=premiere, equipe=equipe)
        sorties[_free(dit, sorties)] = fait
    return sorties


def _lines(acces: Acces, fautes: pl.DataFrame, motif: str) -> pl.DataFrame:
    """The faults in words, with the record a person is known by in the HR source: its source, its number."""
    sources = dict(acces.agregat("mart.source_fraicheur").select("source", "libelle").iter_rows())
    people = fautes["id_unique"].unique().to_list()
    records = acces.nominatif("mart.retour_psi", motif=motif, id_unique=people).select("id_unique", "fiche")
    fiche = pl.col("fiche").str.splitn(":", 2).struct
    named = pl.col("source_rh").str.split(", ").list.eval(pl.element().replace(sources))
    return fautes.join(records, on="id_unique", how="left").with_columns(
        source_rh=named.list.join(" ; "),
        source=fiche.field("field_0").replace(sources),
        numero=fiche.field("field_1"),
        a_qui=pl.col("qui").str.extract(r"^([^,(]+)").str.strip_chars(),
    )


def _receivers(lignes: pl.DataFrame, remise: Mapping[str, str]) -> list[tuple[str, str, pl.DataFrame]]:
    """(who, what is asked of them, their lines), in French order."""
    trouves = []
    for (a_qui,), siennes in liste.trier(lignes, ["a_qui"]).group_by(["a_qui"], maintain_order=True):
        par = remise.get(str(a_qui), "")
        if par not in PAR:
            trouves.append((str(a_qui), A_L_EQUIPE if par == OUTIL else DEMANDE, siennes))
            continue
        cles = PAR[par]
        connues = liste.trier(siennes.with_columns(pl.col(cles[-1]).fill_null(SANS)), cles)
        for (*ou, quoi), part in connues.group_by(cles, maintain_order=True):
            if par == "service":
                dit = f"Service {quoi}" + "".join(f" ({un})" for un in ou if un)
                trouves.append((dit, AU_SERVICE, part))
            else:
                trouves.append((f"{a_qui}, {quoi}", DEMANDE, part))
    return trouves


def _people(lignes: pl.DataFrame) -> pl.DataFrame:
    """A line a person: all that is asked of this receiver about them, once when it is the same of all."""
    dites = ("quoi", "ailleurs", "champ")
    combien = lignes["id_unique"].n_unique()
    communes = lignes.group_by("quoi").agg(combien=pl.col("id_unique").n_unique())
    communes = communes.filter(pl.col("combien") == combien).sort("quoi")
    a_tous = " ; ".join(communes["quoi"])
    lignes = lignes.with_columns(
        a_tous=pl.lit(a_tous or None, pl.String),
        quoi=pl.when(pl.col("quoi").is_in(communes["quoi"].to_list()).not_()).then("quoi"),
    )
    une = [pl.col(nom).drop_nulls().unique(maintain_order=True).str.join("\n") for nom in dites]
    restent = [nom for nom in ("id_unique", "etablissement", *COLONNES) if nom not in dites]
    rangees = lignes.sort("id_unique", "champ", "mot").group_by(restent, maintain_order=True).agg(une)
    propres = rangees.with_columns(
        *(pl.when(pl.col(nom) != "").then(nom) for nom in ("ailleurs", "quoi")),
        pl.col("champ").str.replace_all("\n", " ", literal=True),
    )
    return liste.trier(propres, ["service", "nom", "prenom", "id_unique"])


def _reasons(lignes: pl.DataFrame) -> pl.DataFrame:
    """Each thing missing, the one of most people first; several are numbered as on the first page: a line
    says the number and the word, and not again why.
    """
    par = lignes.group_by(RAISON).agg(combien=pl.col("id_unique").n_unique())
    raisons = par.sort("combien", *RAISON, descending=[True, *[False] * len(RAISON)])
    dite = pl.col("mot") if raisons.height == 1 else pl.format("{}. {}", pl.int_range(1, pl.len() + 1), "mot")
    return raisons.with_columns(quoi=dite)


def _first_page(lignes: pl.DataFrame, raisons: pl.DataFrame, demande: str) -> list[tuple[str, str]]:
    """Of whom, why, what is asked; then each thing missing, for how many, and what to do about it."""
    return [
        ("Personnes concernées", nombre(lignes["id_unique"].n_unique())),
        ("Pourquoi", POURQUOI),
        ("Ce que nous demandons", demande),
        *((une["quoi"], _why(une)) for une in raisons.to_dicts()),
    ]


def _why(une: Mapping[str, Any]) -> str:
    """How many, what it holds back, what to do; from whom, when that says more than the receiver's name."""
    combien = accord(une["combien"], "personne")
    tete = f"manque pour {combien}" if une["code"] == "absent" else f"{une['raison']}, pour {combien}"
    reste = une["qui"].removeprefix(une["a_qui"]).strip(" ,")
    qui = f" Qui le donne : {minuscule(une['qui'])}." if reste and not reste.startswith("page") else ""
    suite = SUITES.get(une["effet"], SUITES["a_completer"])
    remede = "" if une["code"] == "absent" else f" {une['remede']}"  # what is asked above says it
    return f"{majuscule(tete)} ; {suite}.{remede}{qui}"


def _free(dit: str, pris: Mapping[str, bytes]) -> str:
    """A plain file name that no other receiver has."""
    base = file_word(dit)[:80] or "destinataire"
    noms = (f"{base}.xlsx", *(f"{base}_{rang}.xlsx" for rang in range(2, len(pris) + 3)))
    return next(nom for nom in noms if nom not in pris)
