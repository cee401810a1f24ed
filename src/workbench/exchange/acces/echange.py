"""Access reviews from the command line: the same lists out and answers back as the page."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from workbench.access import ouvrir, workstation_account
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.documents.destinataire import team
from workbench.documents.listes.liste import with_matricules
from workbench.exchange.acces import classeur as acces_classeur
from workbench.exchange.acces import retour as acces_retour
from workbench.exchange.plan import Plan, admit, countersign
from workbench.pilotage.comptes.campagnes import Campagne, campaigns
from workbench.socle.erreurs import ErreurWorkbench


def export(
    home: Path, dossier: Path, code: str | None, dire: Callable[[str], object] | None = None
) -> list[Path]:
    """Write one workbook a manager in `dossier` (0600); the files written.

    Args:
        dire: told, before anything is written, which services have nobody named.

    Raises:
        AccesRefuse: the role of this account takes nothing out of the building.
        ErreurWorkbench: no such campaign, or one of the files exists already (it may hold answers): nothing
        is written.
    """
    campagne = find(Registre(home), code)
    acces = ouvrir(home, workstation_account(), f"listes de la campagne {campagne.code}")
    produits.exiger(acces, True)
    why = f"listes de la campagne {campagne.code}"
    comptes = with_matricules(acces, acces.nominatif("mart.revue_acces_compte"), why)
    managers = {
        (place, service): nom
        for place, service, nom in acces.nominatif("mart.service_responsable").iter_rows()
    }
    told = acces_classeur.ask_heads(campagne, managers)
    if told and dire is not None:
        dire(told)
    sources = acces.agregat("mart.source_fraicheur").select("source", "libelle")
    day = acces.agregat("mart.synthese")["date_execution"][0]
    content = acces_classeur.archive(campagne, managers, comptes, dict(sources.iter_rows()), day, team(home))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        paths = [dossier / name for name in archive.namelist()]
        there = [path.name for path in paths if path.exists()]
        if there:
            raise ErreurWorkbench(
                "Listes non écrites",
                f"{dossier} contient déjà {there[0]}.",
                "Choisissez un autre dossier : ces listes contiennent peut-être des réponses.",
            )
        dossier.mkdir(parents=True, exist_ok=True)
        for path in paths:
            octets = archive.read(path.name)
            path.write_bytes(produits.donner(acces, "acces", path.name, octets, day, campagne=campagne.titre))
            path.chmod(0o600)
    return paths


def lire(home: Path, fichier: Path, code: str | None, auteur: str | None) -> tuple[Registre, Campagne, Plan]:
    """What a returned list would record; nothing is written.

    Args:
        auteur: who is recorded as importing; what may be done is the real account's.

    Raises:
        AccesRefuse: the role of the account that runs the command only reads.
    """
    compte = workstation_account()
    admit(home, compte, fichier, "Liste")
    registre = Registre(home)
    campagne = find(registre, code)
    plan = acces_retour.lire(fichier.read_bytes(), campagne, auteur or compte)
    return registre, campagne, countersign(plan, compte)


def find(registre: Registre, code: str | None) -> Campagne:
    """The campaign asked for, or the only open one.

    Raises:
        ErreurWorkbench: unknown, or several are open and none was named.
    """
    known = campaigns(registre.en_vigueur())
    chosen = (
        [item for item in known if item.code == code] if code else [c for c in known if c.etat == "ouverte"]
    )
    if len(chosen) != 1:
        listed = ", ".join(f"{item.code} ({item.titre})" for item in chosen or known) or "aucune"
        raise ErreurWorkbench(
            "Campagne à préciser" if chosen else "Campagne introuvable",
            f"Campagnes connues : {listed}.",
            "Indiquez --campagne, ou ouvrez une campagne sur la page Revue des accès.",
        )
    return chosen[0]
