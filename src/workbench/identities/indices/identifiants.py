"""Pass 1: records that share a personnel number, a login, an address or an RPPS, with compatible traits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import combinations

import polars as pl

from workbench.decisions.rejeu import Effet
from workbench.identities.arbitrages import challenge_apart
from workbench.identities.chantier import Chantier
from workbench.identities.groupes import group_of
from workbench.identities.indices.codes import coded_accounts
from workbench.identities.indices.contexte import agreement
from workbench.identities.indices.jugement import judge
from workbench.identities.indices.porteurs import Porteurs
from workbench.identities.preuves import (
    Fiche,
    birth_contradicted,
    birth_slipped,
    compatible,
    half_named,
    other_birth,
    partly_named,
    same_usual,
    surname_only,
    veto,
)
from workbench.identities.regles import rules
from workbench.socle import numeros
from workbench.socle.listes import read_once
from workbench.socle.noms_compares import EXACT, VARIANTE, compare_names
from workbench.socle.settings import Settings

# What else agrees when the surnames do not.
NOMS_DIFFERENTS = dict.fromkeys(("matricule", "login"), "même prénom, et même service ou profession")
NAISSANCE = "que personne ne partage, même naissance, et le nom ou le prénom"
NAISSANCE_PROCHE = (
    "que personne ne partage, mêmes nom et prénom, même lieu ou service, naissance à une faute près"
)
CODE = "le code du compte est le matricule, comme pour les autres comptes de ce système"
AUTRE_PRENOM = "même nom, autre prénom que personne d'autre ne porte, mêmes service et profession"

SANS_PARTAGE = ("matricule", "login", "numéro RPPS")
ORDRE = ("matricule", "login", "numéro RPPS", "adresse")  # surest first
Partages = list[tuple[str, list[str]]]  # an identifier, its kind alone, and the records that bear it


def shared_identifiers(people: pl.DataFrame, fiches: Mapping[str, Fiche], settings: Settings) -> Partages:
    """The personnel numbers, logins, RPPS and addresses that several records bear, in that order.

    A source that declares `identifiants_fiables` gives no other key.
    """
    reliable = {s.code: {*s.identifiants_fiables} for s in settings.sources if s.identifiants_fiables}
    numeros.retenir("login", people["login"], people["identifiant"])
    numeros.retenir("matricule", people["cle_source"])
    read = [fiches[cle] for cle in people["cle"]]
    agent = (pl.col("nature") == "sirh") & ~pl.col("cle_source").str.contains("#", literal=True)
    former = people.select(pl.when(agent).then("cle_source")).to_series()  # accounts may still bear it
    address = people["email"].str.to_lowercase()
    keys = (
        ("matricule", "matricule", pl.Series([one.matricule for one in read], dtype=pl.String)),
        ("matricule", "matricule", read_once(former, partial(numeros.cle, "matricule"))),
        ("login", "login", read_once(people["login"], partial(numeros.cle, "login"))),
        ("login", "login", read_once(people["identifiant"], partial(numeros.cle, "login"))),
        ("rpps", "numéro RPPS", pl.Series([one.rpps for one in read], dtype=pl.String)),
        ("email", "adresse", address.set(~address.str.contains("@", literal=True), None)),
    )
    borne = []
    for name, what, values in keys:
        silent = [code for code, names in reliable.items() if name not in names]
        one = people.select("cle", "source", rang=pl.lit(ORDRE.index(what)), valeur=values.replace("", None))
        borne.append(one.drop_nulls("valeur").filter(~pl.col("source").is_in(silent)).drop("source"))
    several = pl.len().is_between(2, int(rules()["preuves"]["adresse_partagee_max"]))
    by_key = pl.concat(borne).unique().filter(several.over("rang", "valeur")).sort("rang", "valeur", "cle")
    grouped = by_key.group_by("rang", "valeur", maintain_order=True).agg("cle")
    return [(ORDRE[rang], cles) for rang, cles in grouped.select("rang", "cle").iter_rows()]


def by_identifiers(
    chantier: Chantier,
    people: pl.DataFrame,
    partages: Partages,
    effets: dict[str, Effet],
    porteurs: Porteurs,
) -> None:
    """Join records on the same personnel number, login, address or RPPS, with compatible traits."""
    for what, cles in partages:
        _one_identifier(chantier, what, cles, porteurs)
        for a, b in chantier.apart.intersection(combinations(cles, 2)):
            challenge_apart(chantier, a, b, what, effets)
    for cles in coded_accounts(chantier, people):
        _one_code(chantier, *cles, porteurs=porteurs)


def _one_identifier(chantier: Chantier, what: str, cles: list[str], porteurs: Porteurs) -> None:
    sources = {chantier.fiches[cle].source for cle in cles}
    own = len(sources) == len(cles)  # one record a source: nobody shares it
    for position, a in enumerate(cles):
        for b in cles[position + 1 :]:
            left, right = chantier.fiches[a], chantier.fiches[b]
            one_birth = left.naissance is not None and left.naissance == right.naissance
            if what == "matricule" and left.rh and right.rh:
                continue  # two HR systems number people on their own: the same number means nothing
            if (a, b) in chantier.apart or (
                what == "login" and _other_directory(chantier, left, right, cles)
            ):
                continue
            if (
                (what == "matricule" and _ambiguous(chantier, left, right, cles))
                or (what == "adresse" and agreement(group_of(left), group_of(right)).etranger)
                or (what == "login" and _two_lives(chantier, a, b))
            ):
                chantier.propose(a, b, 0.5, "identifiant_contredit", quoi=what)
            elif compatible(left, right) or (what == "matricule" and surname_only(left, right)):
                chantier.join(a, b, "identifiant", 1.0, f"même {what}")
            elif what in NOMS_DIFFERENTS and _other_name(porteurs, left, right, cles):
                chantier.join(a, b, "identifiant", 1.0, f"même {what}, {NOMS_DIFFERENTS[what]}")
            elif what == "login" and own and one_birth and half_named(left, right):
                chantier.join(a, b, "identifiant", 1.0, f"même {what}, {NAISSANCE}")
            elif what in SANS_PARTAGE and own and _slipped(left, right):
                chantier.join(a, b, "identifiant", 1.0, f"même {what}, {NAISSANCE_PROCHE}")
            elif what == "matricule" and _other_given(porteurs, left, right, cles):
                chantier.join(a, b, "identifiant", 1.0, f"même {what}, {AUTRE_PRENOM}")
            elif what == "matricule" and not (
                left.etablissement and right.etablissement and left.etablissement != right.etablissement
            ):
                chantier.collide(
                    "matricule_contredit",
                    [a, b],
                    rules()["motifs"]["identifiant_contredit"].format(quoi=what) + ".",
                    "moyenne",
                )
                chantier.propose(a, b, 0.3, _doubt(left, right), quoi=what)
            elif (
                what == "numéro RPPS"
                or (
                    what == "login"
                    and (one_birth or judge(left, right).verdict != "non" or _one_surname(left, right))
                )
                or (what == "login" and own and left.rh and right.rh and partly_named(left, right))
            ):
                chantier.propose(a, b, 0.3, _doubt(left, right), quoi=what)


def _slipped(left: Fiche, right: Fiche) -> bool:
    """The births are a slip apart, and where the person was born, or works, is the same."""
    if not birth_slipped(left, right) or (left.rpps and right.rpps and left.rpps != right.rpps):
        return False
    accord = agreement(group_of(left), group_of(right))
    at_work = accord.service and not (accord.autre_metier or accord.hors_metier)
    return at_work or bool(left.lieu and left.lieu == right.lieu)


def _doubt(left: Fiche, right: Fiche) -> str:
    """Why an identifier in common does not join."""
    if birth_contradicted(left, right):
        return "naissance_contredite"
    typed_twice = left.rh and right.rh and veto(left, right) == "naissances_contradictoires"
    return "identifiant_partage" if typed_twice and partly_named(left, right) else "identifiant_contredit"


def _one_surname(left: Fiche, right: Fiche) -> bool:
    """Under one login, one surname and nothing against: another given name is a slip, or a relative."""
    return (
        not (veto(left, right) or other_birth(left, right))
        and compare_names(left.noms, right.noms) >= VARIANTE
    )


def _one_code(chantier: Chantier, account: str, *homes: str, porteurs: Porteurs) -> None:
    """A code that is a personnel number joins the one HR person its names fit. Where the surname alone is
    theirs, it is asked of a person, and the account is nobody else's meanwhile.
    """
    left, known = chantier.fiches[account], chantier.groupes
    fitting = [cle for cle in homes if compatible(left, chantier.fiches[cle])]
    if not fitting:
        fitting = [cle for cle in homes if _other_name(porteurs, left, chantier.fiches[cle], [account, cle])]
    if len(known.groups(fitting)) == 1 and (account, fitting[0]) not in chantier.apart:
        if _two_lives(chantier, account, fitting[0]):
            chantier.propose(account, fitting[0], 0.5, "identifiant_contredit", quoi="code")
        else:
            chantier.join(account, fitting[0], "identifiant", 1.0, CODE)
    if fitting:
        return
    named = [cle for cle in homes if compare_names(left.noms, chantier.fiches[cle].noms) == EXACT]
    if named:
        chantier.designes[account] = named
        for cle in named:
            chantier.propose(account, cle, 0.5, "identifiant_contredit", quoi="code")


def _other_name(porteurs: Porteurs, left: Fiche, right: Fiche, cles: list[str]) -> bool:
    """One number or login under two surnames: the same given name and the same service or profession make
    one person, unless somebody else could own it.
    """
    groupes = porteurs.chantier.groupes
    accord = agreement(group_of(left), group_of(right))
    one_job = (accord.service or accord.metier) and not (
        accord.autre_metier or accord.hors_metier or accord.autre_numero
    )
    if not one_job or veto(left, right) or other_birth(left, right):
        return False
    if not same_usual(left, right) or left.externe or right.externe:
        return False
    here = {groupes.find(left.cle), groupes.find(right.cle)}
    sources = groupes.group(left.cle).sources | groupes.group(right.cle).sources
    holders = (groupes.groupes[key] for key in groupes.groups(cles) - here)
    if any(one.rh or not one.sources.isdisjoint(sources) for one in holders):
        return False
    return porteurs.alone(left.cle, right.cle, float(rules()["rivaux"]["identifiant"]))


def _other_given(porteurs: Porteurs, left: Fiche, right: Fiche, cles: list[str]) -> bool:
    """One personnel number and one surname under two given names (a usual one that HR has not): one person
    when the service agrees, the profession does not contradict, and nobody else bears the account's names.

    A number is one person's of HR and one account's of a system: a relative's, typed by mistake, shows.
    """
    groupes = porteurs.chantier.groupes
    accord = agreement(group_of(left), group_of(right))
    if left.rh == right.rh or accord.autre_metier or accord.hors_metier or accord.autre_numero:
        return False
    if not accord.service:
        return False
    if veto(left, right) or other_birth(left, right) or left.externe or right.externe:
        return False
    if compare_names(left.noms, right.noms) < EXACT or not (left.prenoms and right.prenoms):
        return False
    home, account = (left, right) if left.rh else (right, left)
    here = {groupes.find(left.cle), groupes.find(right.cle)}
    holders = [groupes.groupes[key] for key in groupes.groups(cles) - here]
    if any(one.rh or account.source in one.sources for one in holders):
        return False
    if account.source in groupes.group(home.cle).sources:
        return False
    return porteurs.alone(left.cle, right.cle, float(rules()["rivaux"]["identifiant_seul"]))


def _two_lives(chantier: Chantier, a: str, b: str) -> bool:
    """Each is known by other records already, of another service and another profession: the account that
    would make them one bears another's login, or another's code.
    """
    left, right = chantier.groupes.group(a), chantier.groupes.group(b)
    return len(left.membres) > 1 and len(right.membres) > 1 and agreement(left, right).etranger


def _other_directory(chantier: Chantier, left: Fiche, right: Fiche, cles: list[str]) -> bool:
    """Two directories name people on their own: a login links an application to a directory only when one of
    them fits.
    """
    if left.nature == right.nature == "annuaire":
        return True
    if "annuaire" not in {left.nature, right.nature}:
        return False
    account = right if left.nature == "annuaire" else left
    fitting = [
        c for c in cles if chantier.fiches[c].nature == "annuaire" and compatible(account, chantier.fiches[c])
    ]
    return len({chantier.groupes.find(c) for c in fitting}) > 1


def _ambiguous(chantier: Chantier, left: Fiche, right: Fiche, cles: list[str]) -> bool:
    """The number fits two compatible HR people who are not known to be one."""
    account = right if left.rh else left
    if account.rh or left.rh == right.rh:
        return False
    homes = {
        chantier.groupes.find(c)
        for c in cles
        if chantier.fiches[c].rh and compatible(account, chantier.fiches[c])
    }
    return len(homes) > 1
