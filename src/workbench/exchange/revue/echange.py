"""The Excel round trip for the command line: the same export and import as the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workbench.access import ouvrir, workstation_account
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.exchange.plan import Plan, admit, countersign
from workbench.exchange.revue import classeur, retour
from workbench.revue.file import narrowed, queue
from workbench.socle.erreurs import ErreurWorkbench


def export(
    home: Path, fichier: Path, pour: str, filtres: Mapping[str, str], nombre: int | None = None
) -> int:
    """Write the workbook of the open cases; how many it holds.

    Raises:
        ErreurWorkbench: the file exists already, or no case fits.
    """
    if fichier.exists():
        raise ErreurWorkbench(
            "Classeur non écrit",
            f"{fichier} existe déjà.",
            "Choisissez un autre nom : il contient peut-être des réponses.",
        )
    acces = ouvrir(home, workstation_account(), f"classeur de revue pour {pour}")
    registre = Registre(home)
    cas = acces.nominatif("mart.revue_cas")
    replayed = set(acces.nominatif("mart.decision", colonnes=["id"])["id"])
    offered = acces.nominatif("mart.revue_candidat", colonnes=["id_unique", "rpps"])
    file = narrowed(queue(cas, offered, registre.en_vigueur(), replayed, {}, acces.utilisateur), filtres)
    kept = file.filter(file["etat"] != "en_attente").head(nombre or file.height)
    if kept.is_empty():
        raise ErreurWorkbench("Aucun cas", "Aucun cas à trancher ne correspond.", "Élargissez les filtres.")
    names = dict(acces.agregat("mart.source_fraicheur").select("source", "libelle").iter_rows())
    day = acces.agregat("mart.synthese")["date_execution"][0]
    fichier.parent.mkdir(parents=True, exist_ok=True)
    octets = classeur.contenu(acces, kept, pour, names, day)
    fichier.write_bytes(produits.inscrire(acces, "revue", fichier.name, octets, day, pour=pour))
    fichier.chmod(0o600)
    return kept.height


def lire(home: Path, fichier: Path, auteur: str | None, remplacer: bool) -> tuple[Registre, Plan]:
    """What the workbook would record; nothing is written.

    Args:
        auteur: who is recorded as deciding; what may be done, and the log of what is read, are the real
        account's.

    Raises:
        AccesRefuse: the role of the account that runs the command only reads.
    """
    compte = workstation_account()
    admit(home, compte, fichier, "Classeur")
    acces = ouvrir(home, compte, "retour d'un classeur de revue")
    known = retour.Connus.of(
        acces.nominatif("mart.revue_fiche", colonnes=retour.FICHES),
        acces.nominatif("mart.identite", colonnes=retour.PERSONNES),
    )
    registre = Registre(home)
    plan = retour.lire(
        fichier,
        auteur or compte,
        registre.en_vigueur(),
        registre.toutes(),
        known,
        remplacer=remplacer,
    )
    return registre, countersign(plan, compte)
