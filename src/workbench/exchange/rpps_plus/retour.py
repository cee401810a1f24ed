"""The RPPS+ manager's workbook coming back: recorded whole, or not at all, against the very run it was made
from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.access import ouvrir, workstation_account
from workbench.decisions import Decision, Registre
from workbench.decisions.saisie import SaisieInvalide, composer
from workbench.documents.systemes.rpps_plus import regles
from workbench.exchange import lecteur
from workbench.exchange.lecteur import Lecture, Ligne
from workbench.exchange.plan import ClasseurIllisible, Faute, Plan, admit, countersign
from workbench.exchange.rpps_plus.classeur import RAISON, File, expected, read
from workbench.socle.champs import cle
from workbench.socle.noms import name_key

GENRE, INSCRIRE, FERMER, FAIT = "rpps_plus", "inscrire", "fermer", "fait"
SAISIES = ("fait_le", "reponse", "motif_fin", "motif")
CHANGE = (
    "La situation a changé depuis ce classeur, ou cette case a été modifiée : effacez vos réponses sur cette"
    " ligne, elle sera redemandée."
)
COLONNES = {"verdict": "reponse", "precision": "motif", "date_demande": "fait_le"}
PARTIES = 4  # lot, gesture, person, establishment
Geste = tuple[str, str, str]


@dataclass(frozen=True)
class Attendu:
    """What a workbook is read against. `anterieur`: admit one of an earlier run; its lines that still stand
    are read, the others have been settled since.
    """

    file: File
    vigueur: Sequence[Decision]
    auteur: str
    jour: dt.date | None = None
    anterieur: bool = False


def lire(contenu: bytes, attendu: Attendu) -> Plan:
    """Read a workbook back.

    Raises:
        ClasseurIllisible: not a workbook, not our sheets or columns, or the workbook of another run.
    """
    lecture = lecteur.lire(contenu, expected(attendu.file.home))
    _reconnaitre(lecture, attendu)
    plan = Plan(fautes=lecture.fautes, masquees=lecture.masquees, details=_said)
    reader = _Lecteur(attendu, plan)
    for line in lecture.lignes:
        if any(line.valeurs.get(name) is not None for name in SAISIES):
            reader.take(line, lecture.empreinte)
        else:
            plan.vides += line.valeurs["reference"] is not None
    plan.fautes.sort(key=lambda fault: (fault.feuille, fault.ligne))
    return plan


def _reconnaitre(lecture: Lecture, attendu: Attendu) -> None:
    """Is it a workbook of that run?"""
    told = {str(line.valeurs["reference"] or "").partition("|")[0] for line in lecture.lignes}
    others = sorted(lot for lot in told if lot.startswith("RP-") and lot != attendu.file.lot)
    if others and not attendu.anterieur:
        raise ClasseurIllisible(
            "Classeur d’une autre exécution",
            f"Il porte le lot {', '.join(others[:3])} ; la version publiée attend {attendu.file.lot} :"
            " depuis, des gestes ont pu apparaître, changer ou disparaître.",
            "Rien n’a été enregistré. Reprenez le classeur de cette version, ou acceptez un classeur"
            " antérieur : seules ses lignes encore en attente seront lues.",
        )


class _Lecteur:
    """The lines of one workbook, one after the other."""

    def __init__(self, attendu: Attendu, plan: Plan) -> None:
        self.attendu, self.plan = attendu, plan
        self.rows: dict[Geste, dict[str, Any]] = {
            (row["geste"], row["id_unique"], row["etablissement"]): row
            for row in attendu.file.lignes.to_dicts()
        }
        self.before = {
            (entry.genre, entry.id_unique, entry.objet): entry
            for entry in attendu.vigueur
            if entry.genre in (GENRE, "demarche")
        }
        self.seen: dict[Geste, tuple[tuple[Any, ...], int]] = {}
        self.oldest = attendu.file.le - dt.timedelta(
            days=int(regles.rules(attendu.file.home)["anciennete_jours"])
        )

    def take(self, line: Ligne, empreinte: str) -> None:
        """Keep its answer, or say what is wrong with it."""
        lot, gesture, ident, place = _parts(line.valeurs["reference"])
        key = (gesture, ident, place)
        row = self.rows.get(key)
        if row is None and lot and lot != self.attendu.file.lot:
            self.plan.deja += 1  # of an earlier run, settled since
            return
        said = tuple(line.valeurs.get(name) for name in SAISIES)
        if key in self.seen and self.seen[key][0] == said:
            self.plan.deja += 1
            return
        fault = self._fault(line, key, row)
        if fault is not None or row is None:
            self.plan.fautes += [fault] if fault else []
            return
        self.seen[key] = (said, line.numero)
        try:
            entry = self._entry(line, row, f"classeur:{empreinte}:{line.titre}:{line.numero}")
        except SaisieInvalide as error:
            self.plan.fautes += [
                line.faute(COLONNES.get(field, field), fault) for field, fault in error.fautes.items()
            ]
            return
        self.plan.ajouter(entry, self.before.get((entry.genre, entry.id_unique, entry.objet)), line.lieu)

    def _fault(self, line: Ligne, key: Geste, row: Mapping[str, Any] | None) -> Faute | None:
        values = line.valeurs
        if row is None:
            return line.faute(
                "reference",
                f"« {values['reference'] or 'vide'} » ne désigne aucun geste de ce lot : référence modifiée,"
                " ou ligne ajoutée. Effacez vos réponses sur cette ligne.",
            )
        if name_key(values["nom"] or "") != name_key(row["nom"] or ""):
            return line.faute(
                "nom",
                "Cette référence est celle d’une autre personne : une colonne a été triée ou collée sans les"
                " autres. Repartez d’un classeur neuf.",
            )
        if key in self.seen:
            return line.faute("reference", f"La ligne {self.seen[key][1]} répond autrement du même geste.")
        if changed := _changed(line, row):
            return line.faute(changed, CHANGE)
        if values["reponse"] is None and values["fait_le"] is None:
            return line.faute("reponse", "Un motif sans réponse : écrivez « Fait le », ou une réponse.")
        if values["fait_le"] is not None and values["fait_le"] < self.oldest:
            return line.faute("fait_le", f"{values['fait_le']:%d/%m/%Y} est trop ancien : vérifiez l’année.")
        if key[0] == FERMER and (values["reponse"] or FAIT) == FAIT and values.get("motif_fin") is None:
            return line.faute("motif_fin", "Une fermeture faite demande son motif de fin (liste TRE_R25).")
        return None

    def _entry(self, line: Ligne, row: Mapping[str, Any], origine: str) -> Decision:
        values, ident = line.valeurs, row["id_unique"]
        verdict, lot = values["reponse"] or FAIT, self.attendu.file.lot
        fixed = {"id_unique": ident, "origine": origine}
        told = str(values["motif"] or "")
        if row["geste"] == INSCRIRE and verdict == FAIT:
            request = {"verdict": "demandee", "autorite": "rpps_plus", "date_demande": values["fait_le"]}
            reason = f"Saisi dans RPPS+, classeur {lot}{' : ' if told else ''}{told}"[:200]
            return composer(
                "demarche", self.attendu.auteur, request | {"motif": reason}, jour=self.attendu.jour, **fixed
            )
        answered = {"verdict": verdict, "fait_le": values["fait_le"], "precision": values["motif"]}
        if values.get("motif_fin") is not None:
            answered["motif_fin"] = values["motif_fin"]
        facts = {"lot": lot, "constat": row["constat"]}
        if row["date_effet"] is not None:
            facts["date_effet"] = row["date_effet"].isoformat()
        return composer(
            GENRE,
            self.attendu.auteur,
            answered,
            jour=self.attendu.jour,
            motif=f"Réponse au classeur {lot}",
            objet=f"{row['geste']}|{row['etablissement']}",
            valeur=facts,
            **fixed,
        )


def _changed(line: Ligne, row: Mapping[str, Any]) -> str:
    """The column that no longer says what it did when the workbook was made; "" when none."""
    effect = f"{row['date_effet']:%d/%m/%Y}" if row["date_effet"] else None
    for name, now in (("constat", row["mot"]), ("date_effet", effect)):
        told = line.valeurs.get(name)
        if told is not None and cle(told) != cle(now or ""):
            return name
    return ""


def _parts(text: Any) -> tuple[str, str, str, str]:
    parts = str(text or "").split("|", 3)
    return (parts[0], parts[1], parts[2], parts[3]) if len(parts) == PARTIES else ("", "", "", "")


def _said(entry: Decision) -> dict[str, Any]:
    return {name: value for name, value in entry.valeur.items() if name != "lot"}


def reprendre(home: Path, fichier: Path, auteur: str | None, anterieur: bool) -> tuple[Registre, Plan]:
    """What a returned workbook would record, for the command; nothing is written.

    Raises:
        AccesRefuse: the role of the account that runs the command only reads.
    """
    compte = workstation_account()
    admit(home, compte, fichier, "Classeur")
    registre = Registre(home)
    file = read(ouvrir(home, compte, RAISON))
    attendu = Attendu(file, registre.en_vigueur(), auteur or compte, anterieur=anterieur)
    return registre, countersign(lire(fichier.read_bytes(), attendu), compte)
