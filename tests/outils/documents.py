"""Every kind of document of the register, made over a home: kind → its files.

A kind of `produits.toml` without a maker here is one that no test would open: `test_produits.py` refuses it.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zlib import crc32

import polars as pl
from tests.outils.jumeaux import ligne, poser

from workbench import projet as steering
from workbench.access import Acces, ouvrir
from workbench.atelier import libre
from workbench.decisions import Registre
from workbench.documents import exports
from workbench.documents.cadrage import fiches as procedures
from workbench.documents.cadrage import note as cadrage
from workbench.documents.comite.seances import TYPES, next_one
from workbench.documents.destinataire import team
from workbench.documents.lettres import publipostage
from workbench.documents.listes import anomalies, arrivees, liste
from workbench.documents.listes import ordre as listes_ordre
from workbench.documents.preuve import archive, dossier
from workbench.documents.region import classeur as region
from workbench.documents.region.consolidation import consolider
from workbench.documents.systemes.dpi import fichier as dpi
from workbench.documents.systemes.iam import fichiers as iam
from workbench.documents.systemes.psi import fichiers as psi
from workbench.exchange.acces import classeur as acces_classeur
from workbench.exchange.acces import preuve
from workbench.exchange.maturite import classeur as maturite
from workbench.exchange.projet import classeur as projet_classeur
from workbench.exchange.revue import classeur as revue
from workbench.exchange.rpps_plus import classeur as rpps_plus
from workbench.looks import titres
from workbench.pilotage import arrivees as courts
from workbench.pilotage import suivi_rpps
from workbench.pilotage.comptes import campagnes
from workbench.pilotage.objectifs import ecarts
from workbench.pilotage.objectifs.jalons import histories, reasons
from workbench.projet import agenda, publics
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings

Fichiers = dict[str, bytes]
NOM = "GHT d’essai"
COMPTES = 40


def le(acces: Acces) -> dt.date:
    """Date of the data."""
    jour: dt.date = acces.agregat("mart.synthese")["date_execution"][0]
    return jour


def _page(code: str) -> Callable[[Acces], Fichiers]:
    def faire(acces: Acces) -> Fichiers:
        seance = next_one(acces, code) if code in TYPES else None
        options = exports.Options(comite=seance["id"] if seance else None, motif="essai des documents")
        return {fait.fichier: fait.octets for fait in exports.produire(acces, code, options)}

    return faire


def _cadrage(acces: Acces) -> Fichiers:
    fait, _ = cadrage.produire(acces, partielle=True)
    return {fait.fichier: fait.octets}


def _procedures(acces: Acces) -> Fichiers:
    fait, _ = procedures.produire(acces, partielle=True)
    return {fait.fichier: fait.octets}


def _maturite(acces: Acces) -> Fichiers:
    lue = acces.agregat("mart.historique")
    trouves = ecarts.gaps(
        histories(lue), Registre(acces.home).en_vigueur(), home=acces.home, motifs=reasons(lue)
    )
    return {"maturite.xlsx": maturite.contenu(trouves, ecarts.ENSEMBLE, NOM, le(acces), acces.home)}


def _projet(acces: Acces) -> Fichiers:
    return {"projet.xlsx": projet_classeur.contenu(steering.ouvrir(acces.home), NOM, le(acces))}


def _lettres(acces: Acces) -> Fichiers:
    modele = steering.ouvrir(acces.home).fiches("modele_texte")[0]
    public = publics.lire(modele["population"], acces.home)
    lus = acces.nominatif("mart.couverture_personne", motif="essai des lettres")
    voulus = lus.filter(*(pl.col(nom).is_in(list(valeurs)) for nom, valeurs in public.filtres.items()))
    gens = (voulus if voulus.height else lus).head(12)
    entites = {un.code: un.nom for un in load_settings(acces.home).etablissement.entites}
    envoi = publipostage.Envoi(modele, entites, NOM, le(acces), date=le(acces))
    envoi = publipostage.dressed(acces.home, envoi)
    return {
        "lettres.docx": publipostage.lettres(gens, envoi),
        "lettres_par_service.docx": publipostage.lettres(gens, envoi, par_service=True),
        "envois.xlsx": publipostage.classeur(gens, envoi),
    }


def _liste(acces: Acces) -> Fichiers:
    gens = acces.nominatif("mart.liste_travail", motif="essai des listes").sort("id_unique")
    colonnes = titres.de("nom prenom profession etablissement service statut rpps prochaine_etape")
    return {
        "liste.xlsx": liste.contenu(gens, colonnes, "Liste d’essai", le=le(acces), equipe=team(acces.home))
    }


def _agence(acces: Acces) -> Fichiers:
    gens = acces.nominatif("mart.arrivee_personne", motif="essai de la liste d’agence").sort("id_unique")
    regles, equipe = courts.regles(acces.home)["agence"], team(acces.home)
    return {"agence.xlsx": arrivees.fichier_agence(gens, "AGENCE A", regles, NOM, le(acces), "essai", equipe)}


def _ordre(acces: Acces) -> Fichiers:
    gens = acces.nominatif("mart.liste_ordre_personne", motif="essai de la liste de l’Ordre")
    reponse = liste.trier(gens, ["nom_naissance", "prenoms"]).select(
        "id_unique",
        "nom_naissance",
        "nom_usage",
        "prenoms",
        "date_naissance",
        "service",
        code=pl.lit("concordant"),
        ligne=pl.int_range(pl.len()),
        reponse=pl.lit("Définitive"),
        constat=pl.lit("Concordance"),
        a_faire=pl.lit("Rien"),
        echeance=pl.lit(None, pl.Date),
        preavis=pl.lit(None, pl.Date),
    )
    return {
        **{
            f"ordre_{ordre['code']}.xlsx": listes_ordre.contenu(
                ordre, gens.filter(pl.col("ordre") == ordre["code"]), le(acces), "CHA", team(acces.home)
            )
            for ordre in suivi_rpps.orders(acces.home)
        },
        "reponse.xlsx": listes_ordre.travail(reponse, le(acces)),
    }


def _region(acces: Acces) -> Fichiers:
    with tempfile.TemporaryDirectory() as dossier:
        poser(Path(dossier), [ligne(), ligne("accepte", axe="autorite", valeur_axe="ordre")])
        vue = consolider(Path(dossier))
    return {
        "region.xlsx": region.contenu(vue, "Région d’essai", classement=True),
        "region.zip": region.jumeau(vue, "Région d’essai"),
    }


def _anomalies(acces: Acces) -> Fichiers:
    touchees = sorted(set(acces.agregat("mart.anomalie").filter(pl.col("nombre") > 0)["source"]))
    return {f"{source}.xlsx": anomalies.contenu(acces, source) for source in touchees}


def _revue(acces: Acces) -> Fichiers:
    cas = acces.nominatif("mart.revue_cas", motif="essai de la revue").sort("id_cas")
    return {"revue.xlsx": revue.contenu(acces, cas, "RH", _sources(acces), le(acces))}


def _sources(acces: Acces) -> dict[str, str]:
    """Source → what people call it."""
    return dict(acces.agregat("mart.source_fraicheur").select("source", "libelle").iter_rows())


def _comptes(acces: Acces) -> pl.DataFrame:
    lus = acces.nominatif("mart.revue_acces_compte", motif="essai de la revue des accès")
    return liste.with_matricules(acces, lus.sort("cle").head(COMPTES), "essai de la revue des accès")


def _campagne(acces: Acces) -> campagnes.Campagne:
    """A campaign over a few accounts, as if it had just been opened; nothing is written."""
    entree = campagnes.opening(
        _comptes(acces),
        campagnes.Ouverture("Revue d’essai", {}, le(acces) + dt.timedelta(days=30)),
        "chef",
        [],
        le(acces),
        acces.version,
    )
    posee = replace(entree, id="essai", le=dt.datetime.combine(le(acces), dt.time(), dt.UTC))
    return campagnes.campaigns([posee])[0]


def _acces(acces: Acces) -> Fichiers:
    chefs = {(e, s): nom for e, s, nom in acces.nominatif("mart.service_responsable").iter_rows()}
    faite = acces_classeur.archive(
        _campagne(acces), chefs, _comptes(acces), _sources(acces), le(acces), team(acces.home)
    )
    return {"listes.zip": faite}


def _acces_preuve(acces: Acces) -> Fichiers:
    return {"preuve.zip": preuve.archive(_campagne(acces), _sources(acces))}


def _agenda(acces: Acces) -> Fichiers:
    return {"comites.ics": agenda.ics(steering.ouvrir(acces.home), NOM)}


def _retour_dpi(acces: Acces) -> Fichiers:
    decisions = Registre(acces.home).en_vigueur()
    faits = [dpi.prepare(acces, code, decisions, False) for code in dpi.sources(acces)]
    return {fait.produit.fichier: fait.produit.octets for fait in faits}


def _retour_identites(acces: Acces) -> Fichiers:
    formats = [code for code in iam.FORMATS if code != "scim"]
    _, faits = iam.prepare(acces.home, "essai", iam.Demande(None, True, None, None), formats)
    return {fait.fichier: fait.octets for fait in faits}


def _retour_psi(acces: Acces) -> Fichiers:
    _, fait = psi.prepare(acces)
    return {fait.fichier: fait.octets}


def _rpps_plus(acces: Acces) -> Fichiers:
    _, faits = rpps_plus.prepare(acces)
    return {fait.fichier: fait.octets for fait in faits}


def _dossier_preuve(acces: Acces) -> Fichiers:
    faits = [
        archive.produire(acces, objectif.code, "Mme la directrice")[0]
        for objectif in dossier.objectifs(acces)
    ]
    return {fait.fichier: fait.octets for fait in faits}


FABRIQUES: dict[str, Callable[[Acces], Fichiers]] = {
    **{code: _page(code) for code in ("copil", "codir", "listes", "ars")},
    "cadrage": _cadrage,
    "procedures": _procedures,
    "maturite": _maturite,
    "projet": _projet,
    "lettres": _lettres,
    "liste": _liste,
    "agence": _agence,
    "ordre": _ordre,
    "region": _region,
    "anomalies": _anomalies,
    "revue": _revue,
    "acces": _acces,
    "acces_preuve": _acces_preuve,
    "agenda": _agenda,
    "retour_dpi": _retour_dpi,
    "retour_identites": _retour_identites,
    "retour_psi": _retour_psi,
    "rpps_plus": _rpps_plus,
    "preuve": _dossier_preuve,
    "carnet": lambda acces: libre.contents(acces.agregat("couverture"), "question.csv", le(acces)),
}


TEXTES = ("nom", "prenom", "service", "emploi", "metier", "responsable", "pole", "libelle", "motif", "titre")
PIEGES = (
    "\x00\x07\x1b\x7f\ufffe",  # what a file of an old system holds, and no document may
    " " + "ABCDEFGHIJ" * 8,  # a name of eighty letters
    " 😀👩‍⚕️",
    " \u202eלוי\u202c محمد",  # right to left, with the marks that would turn the whole line
    " <b>&amp;'\"{{nom}} =2+2",
    "\r\n\tsuite\u2028fin",
)


@contextmanager
def pieges() -> Iterator[None]:
    """Whatever is read at the gate bears texts at the limits, the same one for the same value."""
    avant = {nom: getattr(Acces, nom) for nom in ("nominatif", "agregat")}

    def pieger(lire: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
        def lu(*reste: Any, **autres: Any) -> pl.DataFrame:
            cadre = lire(*reste, **autres)
            visees = [
                nom
                for nom, genre in cadre.schema.items()
                if genre == pl.String and nom.startswith(TEXTES) and nom != "service_code"
            ]
            return cadre.with_columns(
                pl.col(nom).map_elements(_pieger, return_dtype=pl.String) for nom in visees
            )

        return lu

    for nom, lire in avant.items():
        setattr(Acces, nom, pieger(lire))
    try:
        yield
    finally:
        for nom, lire in avant.items():
            setattr(Acces, nom, lire)


def _pieger(texte: str) -> str:
    return texte + PIEGES[crc32(texte.encode()) % len(PIEGES)]


def tous(home: Path) -> tuple[dict[str, bytes], dict[str, ErreurWorkbench]]:
    """« kind/file » → bytes; and the kinds that have nothing to say there, with what they answer."""
    acces = ouvrir(home, "essai", "essai des documents")
    faits: dict[str, bytes] = {}
    refus: dict[str, ErreurWorkbench] = {}
    for code, faire in FABRIQUES.items():
        try:
            faits |= {f"{code}/{nom}": octets for nom, octets in faire(acces).items()}
        except ErreurWorkbench as erreur:
            refus[code] = erreur
    return faits, refus


def dedans(nom: str, octets: bytes) -> dict[str, bytes]:
    """A file, or the files of the archive it is."""
    if not nom.endswith(".zip"):
        return {nom: octets}
    with ZipFile(BytesIO(octets)) as lu:
        return {f"{nom}!{interieur}": lu.read(interieur) for interieur in lu.namelist()}


def empreintes(home: Path) -> dict[str, str]:
    """« kind/file » → its print."""
    return {nom: sha256(octets).hexdigest() for nom, octets in tous(home)[0].items()}


if __name__ == "__main__":  # in a process of its own: another clock, another order of sets
    with pieges():
        for nom, empreinte in empreintes(Path(sys.argv[1])).items():
            sys.stdout.write(f"{nom}\t{empreinte}\n")
