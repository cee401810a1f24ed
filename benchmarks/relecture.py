"""A reviewer who reads the truth answers every case of a demonstration; accuracy before and after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import ouvrir
from workbench.decisions import Decision, Registre
from workbench.demo import evaluer
from workbench.revue.file import queue
from workbench.run.pipeline import run
from workbench.socle.numeros import rpps_valide
from workbench.warehouse import published_date, read_table

AUTEUR, MOTIF = "mesure", "lu dans la vérité"
MESURES = (
    "precision_paires rappel_paires reunies_ou_en_revue precision_rpps part_confirmee rpps_confirmes".split()
)


def verite(home: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Record key → true person; true person → true number."""
    folder = home / "data" / "demo_verite"
    fiches = pl.read_parquet(folder / "fiches.parquet").filter(pl.col("livraison") == published_date(home))
    gens = pl.read_parquet(folder / "personnes.parquet").select("personne", "rpps").drop_nulls()
    return {
        f"{s}:{c}": p for s, c, p in fiches.select("source", "cle_source", "personne").iter_rows() if p
    }, dict(gens.iter_rows())


def relire(home: Path) -> None:
    """Answer, run again, print what moved."""
    avant, entrees = evaluer(home), reponses(home)
    Registre(home).enregistrer(entrees)
    run(home)
    apres, jouees = evaluer(home), read_table(home, "meta.decision")
    assert jouees is not None
    print(
        f"relecture simulée, {len(entrees)} décisions"
        f" ({dict(jouees.group_by('etat').len().sort('etat').iter_rows())}) ; cas restants {restants(home)}"
    )
    for nom in MESURES:
        print(f"  {nom} : {getattr(avant, nom):.5f} → {getattr(apres, nom):.5f}")


def reponses(home: Path) -> list[Decision]:
    """What the truth answers to every case of the queue."""
    personnes, numeros = verite(home)
    acces, jour = ouvrir(home, AUTEUR, "mesure"), f"{published_date(home)}"
    proposes = acces.nominatif("mart.revue_candidat", colonnes=["id_unique", "rpps"])
    titulaires = _titulaires(home, personnes)
    entrees: list[Decision] = []
    for ligne in acces.nominatif("mart.revue_cas").iter_rows(named=True):
        if ligne["genre_cas"] == "identite":
            entrees.append(_identite(ligne, personnes))
            continue
        offerts = {*proposes.filter(pl.col("id_unique") == ligne["id_unique"])["rpps"], ligne["rpps"]}
        vrai = numeros.get(titulaires.get(ligne["id_unique"], ""))
        entrees += _numeros(ligne["id_unique"], offerts - {None}, vrai, jour)
    return entrees


def _titulaires(home: Path, personnes: dict[str, str]) -> dict[str, str]:
    """Identity → the true person of its first known record."""
    membres = read_table(home, "curated.identite_fiche")
    assert membres is not None
    found: dict[str, str] = {}
    for source, cle, ident in membres.select("source", "cle_source", "id_unique").iter_rows():
        if f"{source}:{cle}" in personnes:
            found.setdefault(ident, personnes[f"{source}:{cle}"])
    return found


def _identite(ligne: dict[str, Any], personnes: dict[str, str]) -> Decision:
    a, b = personnes.get(ligne["cle_a"]), personnes.get(ligne["cle_b"])
    return Decision(
        "meme_personne" if a and a == b else "personne_differente",
        AUTEUR,
        MOTIF,
        cle_a=ligne["cle_a"],
        cle_b=ligne["cle_b"],
        valeur={"avis": ligne["code_motif"], "veto": "naissances_contradictoires"},
    )


def _numeros(ident: str, offerts: set[str], vrai: str | None, jour: str) -> Iterator[Decision]:
    """The right number proved, every other one refused."""
    for rpps in sorted(offerts):
        if not rpps_valide(rpps):
            continue
        preuve = {"preuve": "attestation", "date_preuve": jour, "discordance_vue": True}
        juste = rpps == vrai
        yield Decision(
            "rpps_confirme" if juste else "rpps_refuse",
            AUTEUR,
            MOTIF,
            id_unique=ident,
            rpps=rpps,
            valeur=preuve if juste else {},
        )


def restants(home: Path) -> int:
    """Cases still in the queue of that reviewer."""
    acces = ouvrir(home, AUTEUR, "mesure")
    candidats = acces.nominatif("mart.revue_candidat", colonnes=["id_unique", "rpps"])
    return queue(acces.nominatif("mart.revue_cas"), candidats, [], set(), {}, AUTEUR).height
