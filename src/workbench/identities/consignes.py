"""What an establishment asks of the matching besides the rules of evidence: always more severe, never a
reason to join.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from workbench.identities.preuves import Fiche
from workbench.identities.regles import rules
from workbench.identities.revue import Proposition
from workbench.identities.traits import Scored
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Rapprochement


def _differ(name: str) -> Callable[[Fiche, Fiche], bool]:
    """Both records say it, and not the same."""

    def test(a: Fiche, b: Fiche) -> bool:
        left, right = getattr(a, name), getattr(b, name)
        return bool(left) and bool(right) and left != right

    return test


VETOS: Mapping[str, Callable[[Fiche, Fiche], bool]] = {
    "lieux_differents": _differ("lieu"),
    "metiers_differents": _differ("metier"),
    "etablissements_differents": _differ("etablissement"),
    "services_differents": _differ("service"),
}


def consignes() -> dict[str, str]:
    """Every instruction that may be given, `veto:code` or `raison:code` → what it asks, in words."""
    vetos = {f"veto:{code}": rules()["vetos"][code] for code in VETOS}
    words = {code: rules()["motifs"][code].format(n="plusieurs") for code in rules()["consignes"]["raisons"]}
    asked_no_more = rules()["consignes"]["raison"]
    raisons = {f"raison:{code}": asked_no_more.format(raison=word) for code, word in words.items()}
    return vetos | raisons


def refuse_unknown(reglages: Rapprochement) -> None:
    """Every instruction of the settings is one that is known.

    Raises:
        ErreurWorkbench: one is not; nothing would apply it.
    """
    asked = [f"veto:{code}" for code in reglages.vetos]
    asked += [f"raison:{code}" for code in reglages.raisons_ecartees]
    if unknown := sorted(set(asked) - set(consignes())):
        raise ErreurWorkbench(
            "Consigne de rapprochement inconnue",
            f"{', '.join(unknown)} : rien ne l’appliquerait.",
            f"Consignes connues : {', '.join(consignes())}.",
        )


def allowed(juges: Scored, fiches: Mapping[str, Fiche], vetos: Sequence[str]) -> Scored:
    """The scored pairs that no veto of the establishment forbids."""
    tests = [VETOS[code] for code in vetos]
    return [one for one in juges if not any(test(fiches[one[1]], fiches[one[2]]) for test in tests)]


def asked(propositions: list[Proposition], ecartees: Collection[str]) -> list[Proposition]:
    """The doubts that are worth a person's time, as the establishment sees it."""
    return [one for one in propositions if one.code not in ecartees] if ecartees else propositions
