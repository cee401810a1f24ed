"""What a mail merge sends, and what its letters say of each person and of the sender."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.documents.destinataire import outside
from workbench.looks import titres
from workbench.looks.formats import jour, prenom_dit
from workbench.looks.noms_propres import metier_dit, nom_dit
from workbench.projet.textes import propre, remplir
from workbench.rpps.professions import HORS
from workbench.socle.typographie import insecables

COLONNES = titres.de("etablissement service civilite nom prenom repere email profession prochaine_etape")


@dataclass(frozen=True)
class Envoi:
    """What is sent, for whom it speaks, on which data.

    `modele`: a card of kind `modele_texte` (`objet`, `corps`, `signature`: who signs when the settings do not
    say); `entites`: establishment code → its name,
    `etablissement` (the group) stands for an unknown one; `le`: date of the data; `date`: that of the
    letters, none when absent; `notice`: the retention notice of the establishment, ours when absent, for
    whoever carries them; `contact`: whom to ask, one mailbox and one telephone; `ville`, `adresse`,
    `signature`: of the sender; `papier`: the establishment's letter (.docx), ours when absent.
    """

    modele: Mapping[str, Any]
    entites: Mapping[str, str]
    etablissement: str
    le: dt.date
    notice: str | None = None
    contact: str = ""
    papier: Path | None = None
    date: dt.date | None = None
    ville: str = ""
    adresse: str = ""
    signature: str = ""


REFLECHI = re.compile(r"^S(?:['’]|e )(?=\w)")
"""« S’inscrire au tableau » is what a list says of somebody; a letter says it to them."""


def of_person(person: Mapping[str, Any], envoi: Envoi) -> dict[str, str]:
    """What a letter says of somebody, as a letter writes it."""
    values = {name: str(person.get(name) or "") for name in COLONNES}
    place = envoi.entites.get(values["etablissement"], envoi.etablissement)
    dits = {
        "nom": nom_dit(values["nom"]),
        "prenom": prenom_dit(values["prenom"]),
        "profession": metier_dit(_job(values["profession"]), values["civilite"]),
        "prochaine_etape": REFLECHI.sub("Vous ", outside(values["prochaine_etape"])),
    }
    appel = " ".join(filter(None, (values["civilite"] or dits["prenom"], dits["nom"])))
    return {**values, "etablissement": place, **dits, "appel": appel}


def _job(profession: str) -> str:
    """A profession; a job that has none at the RPPS is nobody's profession."""
    return "" if profession == HORS.libelle else profession


def body(person: Mapping[str, Any], envoi: Envoi) -> tuple[list[str], str]:
    """The paragraphs of somebody's letter, and who signs it, once: the settings, else the text chosen. A text
    that still ends with its own signature loses it.
    """
    values = of_person(person, envoi)
    own = remplir(envoi.modele.get("signature"), values)
    blocks = [block.strip() for block in remplir(envoi.modele.get("corps"), values).split("\n\n")]
    signed = propre(envoi.signature) or own
    if len(blocks) > 1 and blocks[-1] in (own, signed):
        blocks.pop()
    return [insecables(block) for block in blocks], signed


def of_all(envoi: Envoi) -> dict[str, str]:
    """What is the same on every letter."""
    return {
        "contact": envoi.contact,
        "date_donnees": jour(envoi.le),
        "date": jour(envoi.date) if envoi.date else "",
        "ville": envoi.ville,
        "adresse": envoi.adresse,
        "signature": envoi.signature,
    }
