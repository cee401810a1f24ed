"""A DPI's acknowledgement, read against the very file it answers: recorded whole, or not at all.

It must prove which file it answers, by its lot or by the numbers it repeats: the same logins in another run's
answer would otherwise be taken for these.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from workbench.decisions import Decision, Registre
from workbench.documents.systemes.dpi import etats
from workbench.documents.systemes.dpi.fichier import answer_titles, mapping
from workbench.exchange import lecteur
from workbench.exchange.contrat import contrat
from workbench.exchange.fichier import open_table
from workbench.exchange.lecteur import Ligne
from workbench.exchange.plan import ClasseurIllisible, Faute, Plan, admit
from workbench.looks.formats import accord, nombre
from workbench.socle import numeros
from workbench.socle.champs import cle
from workbench.socle.erreurs import ErreurWorkbench

AUTRE = "Rien n’a été enregistré. Reprenez l’accusé du bon fichier, ou désignez le lot auquel il répond."


@dataclass(frozen=True)
class Recu:
    """A file as received. `partiel`: admit that it answers a part of the lot only; what it does not speak of
    keeps waiting.
    """

    nom: str
    contenu: bytes
    partiel: bool = False


@dataclass
class Accuse:
    """What an acknowledgement would record of a lot. `reste`: accounts of the lot it does not speak of."""

    lot: etats.Lot
    plan: Plan
    reste: int = 0


def find(decisions: Sequence[Decision], code: str | None) -> etats.Lot:
    """The lot asked for, or the only one that still waits for an answer; when none waits, the only one.

    Raises:
        ErreurWorkbench: unknown, none, or several wait and none was named.
    """
    known, said = etats.lots(decisions), etats.answers(decisions)
    waiting = [lot for rank, lot in enumerate(known) if _attend(lot, said, _codes(known[rank:]))]
    chosen = [lot for lot in known if lot.code == code] if code else waiting or known
    if len(chosen) != 1:
        listed = ", ".join(lot.code for lot in chosen or known) or "aucun"
        raise ErreurWorkbench(
            "Lot à préciser" if chosen else "Lot introuvable",
            f"Lots connus : {listed}.",
            "Désignez le lot (il est dans le nom du fichier envoyé), ou produisez d’abord le fichier du DPI.",
        )
    return chosen[0]


def _codes(lots: Sequence[etats.Lot]) -> set[str]:
    return {lot.code for lot in lots}


def _attend(lot: etats.Lot, said: Mapping[str, Decision], depuis: Collection[str]) -> bool:
    """Does an account of the lot wait for its answer? What answers one of the lots `depuis` it does not."""
    return any(
        account not in said or said[account].valeur.get("lot") not in depuis for account in lot.comptes
    )


def read_file(
    home: Path, fichier: Path, code: str | None, auteur: str, partiel: bool
) -> tuple[Registre, Accuse]:
    """What an acknowledgement on disk would record; nothing is written.

    Args:
        auteur: the account that runs the command, whose role must be one that writes.
    """
    admit(home, auteur, fichier, "Accusé")
    registre = Registre(home)
    decisions = registre.en_vigueur()
    recu = Recu(fichier.name, fichier.read_bytes(), partiel)
    return registre, lire(home, recu, find(decisions, code), decisions, auteur)


def lire(home: Path, recu: Recu, lot: etats.Lot, decisions: Sequence[Decision], auteur: str) -> Accuse:
    """Read an acknowledgement, by the titles and the words of `retour_dpi.toml`.

    Raises:
        ClasseurIllisible: not a table, required columns missing, or an answer to something else.
    """
    wanted = contrat("accuse").avec(titres=answer_titles(home, lot.source))
    sheet, ragged = open_table(recu.contenu, recu.nom, wanted)
    lecture = lecteur.lire_grilles([sheet], wanted, sha256(recu.contenu).hexdigest()[:12])
    _reconnaitre(lecture.lignes, lot)
    plan = Plan(fautes=[*ragged, *lecture.fautes], masquees=lecture.masquees)
    codes = [known.code for known in etats.lots(decisions)]
    later = set(codes[codes.index(lot.code) + 1 :])
    said = _Dites(etats.answers(decisions), later, mapping(home)[1]["accuse"]["mots"])
    reader = _Lecteur(lot, said, auteur, plan)
    for line in lecture.lignes:
        reader.take(line, lecture.empreinte)
    accuse = Accuse(lot, plan, len(lot.comptes) - len(reader.seen))
    if accuse.reste and not recu.partiel:
        motif = (
            f"{accord(accuse.reste, 'compte')} du lot sur {nombre(len(lot.comptes))} sans réponse : le"
            " fichier est peut-être coupé. S’il est complet, acceptez une réponse partielle."
        )
        plan.fautes.append(Faute(sheet.titre, max(sheet.rangs), "", motif))
    plan.fautes.sort(key=lambda fault: fault.ligne)
    return accuse


def _reconnaitre(lines: Sequence[Ligne], lot: etats.Lot) -> None:
    """Is it an answer to that file?"""
    if not lines:
        raise ClasseurIllisible("Accusé vide", "Aucune ligne lisible sous les titres.", AUTRE)
    told = sorted({str(line.valeurs["lot"]) for line in lines if line.valeurs.get("lot")})
    if others := [code for code in told if cle(code) != cle(lot.code)]:
        raise ClasseurIllisible(
            "Accusé d’un autre fichier",
            f"Il répond au lot {', '.join(others[:3])} ; attendu : {lot.code}.",
            AUTRE,
        )
    unproved = [line for line in lines if not line.valeurs.get("lot") and not line.valeurs.get("rpps")]
    if unproved:
        raise ClasseurIllisible(
            "Accusé sans preuve de ce à quoi il répond",
            f"{accord(len(unproved), 'ligne')} (la première : ligne {unproved[0].numero}) sans le lot ni le"
            " numéro RPPS reçu.",
            "Rien n’a été enregistré. Demandez à l’éditeur d’y recopier la colonne du lot, ou celle du RPPS.",
        )


@dataclass(frozen=True)
class _Dites:
    """The answers that hold, by account; `plus_tard`: the lots made after the one being read; `mots`: the
    words of an answer.
    """

    avant: Mapping[str, Decision]
    plus_tard: Collection[str]
    mots: Mapping[str, Sequence[str]]


class _Lecteur:
    """The lines of one acknowledgement, one after the other."""

    def __init__(self, lot: etats.Lot, dites: _Dites, auteur: str, plan: Plan) -> None:
        self.lot, self.dites, self.auteur, self.plan = lot, dites, auteur, plan
        self.words = {cle(word): code for code, list_ in dites.mots.items() for word in [code, *list_]}
        self.seen: dict[str, tuple[str, int]] = {}

    def take(self, line: Ligne, empreinte: str) -> None:
        """Keep its answer, or say what is wrong with it."""
        told = line.valeurs["login"] or ""
        account = self.lot.cles.get(told, etats.objet(self.lot.source, told))
        verdict = self.words.get(cle(line.valeurs["resultat"] or ""))
        fault = self._fault(line, account, verdict)
        if fault is not None or verdict is None:
            self.plan.fautes += [fault] if fault else []
            return
        if account in self.seen:
            self.plan.deja += 1
            return
        self.seen[account] = (verdict, line.numero)
        value = {"lot": self.lot.code} | (
            {"precision": line.valeurs["precision"]} if line.valeurs.get("precision") else {}
        )
        entry = Decision(
            etats.GENRE,
            self.auteur,
            f"Accusé de réception du lot {self.lot.code}",
            verdict=verdict,
            rpps=self.lot.comptes[account],
            objet=account,
            valeur=value,
            origine=f"accuse:{empreinte}:{line.numero}",
        )
        held = self.dites.avant.get(account)
        if held is not None and (
            held.valeur.get("lot") in self.dites.plus_tard  # sent again since, and answered: this one is old
            or (held.verdict, held.rpps, dict(held.valeur)) == (verdict, entry.rpps, value)
        ):
            self.plan.deja += 1
            return
        self.plan.remplacees += held is not None
        self.plan.reponses.append(replace(entry, remplace=held.id) if held else entry)
        self.plan.lieux.append(line.lieu)

    def _fault(self, line: Ligne, account: str, verdict: str | None) -> Faute | None:
        if not line.valeurs["login"]:
            return line.faute("login", "compte vide")
        if account not in self.lot.comptes:
            return line.faute("login", f"« {line.valeurs['login']} » n’est pas dans le lot {self.lot.code}")
        told = numeros.lire("rpps", _onze(line.valeurs.get("rpps"))).valeur
        if line.valeurs.get("rpps") and told != self.lot.comptes[account]:
            return line.faute("rpps", "ce n’est pas le numéro qui a été remis pour ce compte")
        if verdict is None:
            said = line.valeurs["resultat"] or "vide"
            return line.faute(
                "resultat", f"« {said} » n’est pas une réponse connue (appliqué, refusé, inconnu)"
            )
        if account in self.seen and self.seen[account][0] != verdict:
            return line.faute("resultat", f"la ligne {self.seen[account][1]} répond autrement pour ce compte")
        return None


def _onze(text: str | None) -> str | None:
    """Without the national type 8, when it is there."""
    return text[1:] if text and len(text) == 12 and text.startswith("8") else text
