"""What the values of a column say of its meaning: the evidence `source add` weighs beside the title."""

from __future__ import annotations

import re
from functools import cache
from statistics import median

from workbench.socle.luhn import luhn_valide
from workbench.sources.declarer.titres import dictionary, weights
from workbench.sources.declarer.valeurs import Valeurs
from workbench.sources.lecture.titres import header_key
from workbench.sources.porte.conversions import value_dictionary

_SAID, SEUILS = weights()["valeurs"], weights()["seuils"]
VETO, DOUTE, RIEN = int(_SAID["veto"]), int(_SAID["doute"]), int(_SAID["rien"])
APPUI, PREUVE = int(_SAID["appui"]), int(_SAID["preuve"])
CODES = {
    "sexe": "sexe",
    "type_contrat": "type_contrat",
    "mode_auth": "mode_auth",
    "type_mie": "type_mie",
    "statut": "statut",
    "actif": "booleen",
    "pilote": "booleen",
}
CLES = {"matricule", "login", "identifiant", "numero_serie", "numero_carte"}
NOMS = {"nom", "nom_naissance", "nom_usage", "nom_exercice", "responsable"}
PRENOMS = {"prenom", "prenoms", "prenom_usuel", "prenom_exercice"}
CODEES = {"service", "lieu_naissance"}  # a label whose code is another meaning
LIBELLES = {
    "service",
    "pole",
    "emploi",
    "grade",
    "lieu_naissance",
    "agence",
    "fonction",
    "profil",
    "habilitations",
    "description",
}
_COMMUNE = re.compile(r"^(?:\d{5}|2[ABab]\d{3}|\d{4})$")
_FINESS = re.compile(r"^(?:\d{2}|2[ABab])[ .]?\d{4}[ .]?\d{3}$|^\d{2} \d{3} \d{3} \d$|^\d{8}$")
_DEUX_MOTS = re.compile(r"^[^\W\d_]{2,}[ ,]+[^\W\d_]{2,}")
_CLE = re.compile(r"^[\w.@\\/-]+(?: ?[\w.-]+)?$")


def value_score(name: str, values: Valeurs) -> int:
    """What the values say of the meaning `name`: VETO, DOUTE, RIEN, APPUI or PREUVE."""
    return values.once(name, lambda: _value_score(name, values))


def _value_score(name: str, values: Valeurs) -> int:
    if not values.textes:
        return RIEN
    if name.startswith("date_"):
        return _date_score(name, values)
    if name in CODES:
        return _code_score(CODES[name], values)
    shape = {
        "email": _email,
        "rpps": _rpps,
        "finess": _finess,
        "finess_site": _finess,
        "finess_ej": _finess,
        "code_commune_naissance": _commune,
        "telephone": _phone,
        "quotite": _share,
        "service_code": _unit_code,
        "pole_code": _unit_code,
        "dn": _dn,
        "nom_affiche": _shown_name,
        "etablissement": _place,
    }.get(name)
    if shape:
        return shape(values)
    if name in {"numero_serie", "login"} and _shaped("serie", values):
        return PREUVE if name == "numero_serie" else DOUTE
    if name in CLES:
        return _key_score(values)
    if name in NOMS | PRENOMS:
        return _name_score(name, values)
    return _label_score(name, values) if name in LIBELLES else RIEN


def _date_score(name: str, values: Valeurs) -> int:
    if values.dates < SEUILS["dates"]:
        return VETO
    if not values.annees:
        return RIEN
    middle = median(values.annees)
    if name == "date_naissance":
        born = SEUILS["naissance_premiere"] <= middle <= SEUILS["naissance_derniere"]
        return PREUVE if born and values.unicite > SEUILS["naissance_unicite"] else VETO
    few = len(values.annees) < SEUILS["peu"] - 1
    if middle < SEUILS["trop_ancien"] and not few:
        return DOUTE
    return APPUI if values.dates > SEUILS["la_plupart"] else RIEN


def _code_score(kind: str, values: Valeurs) -> int:
    share = known_share(kind, values)
    if kind == "booleen" and values.part(re.compile(r"^\d{3,8}$")) > SEUILS["presque_toutes"]:
        return APPUI
    if kind in {"sexe", "booleen"}:
        if share > SEUILS["la_plupart"]:
            return PREUVE
        if share < SEUILS["quelques"] and kind == "sexe":
            return VETO
        return DOUTE if len(values.distinctes) < SEUILS["deux_valeurs"] else VETO
    often = len(values.textes) > SEUILS["codes_lignes"] and values.unicite > SEUILS["la_plupart"]
    if values.dates > SEUILS["dates"] or often:
        return VETO
    if share > SEUILS["quelques"]:
        return APPUI
    return RIEN if len(values.distinctes) <= SEUILS["codes_valeurs"] else DOUTE


def known_share(kind: str, values: Valeurs) -> float:
    """Share of the values that the dictionary of a coded column knows."""
    known = value_dictionary(kind)
    return values.once(
        ("connues", kind),
        lambda: sum(a in known or b in known for a, b in values.cles) / max(1, len(values.cles)),
    )


@cache
def _vocabulary(name: str) -> re.Pattern[str]:
    """The words of `[vocabulaire]` that only this meaning's values hold."""
    words = "|".join(map(re.escape, weights()["vocabulaire"][name]))
    return re.compile(rf"(?:.*[^A-Z])?(?:{words})")


def words_share(name: str, values: Valeurs) -> float:
    """Share of the values that hold a word of this meaning (« CARDIOLOGIE » : service)."""
    pattern = _vocabulary(name)
    return sum(bool(pattern.match(key)) for _, key in values.cles) / max(1, len(values.cles))


def _email(values: Valeurs) -> int:
    share = values.part(re.compile(r"^(?:SMTP:)?\S+@\S+\.\S+$", re.IGNORECASE))
    return PREUVE if share > SEUILS["la_plupart"] else DOUTE if share > SEUILS["quelques"] else VETO


def _rpps(values: Valeurs) -> int:
    digits = [re.sub(r"\D", "", re.sub(r"[.,]0+$", "", text)) for text in values.textes]
    short = [text[-11:] for text in digits if len(text) == 11 or (len(text) == 12 and text[0] == "8")]
    if len(short) < SEUILS["rpps_quelques"] * len(digits):
        return DOUTE
    right = sum(map(luhn_valide, short)) > SEUILS["luhn"] * len(short)
    return PREUVE if right and len(short) > SEUILS["rpps_la_plupart"] * len(digits) else RIEN


def _finess(values: Valeurs) -> int:
    if values.dates > SEUILS["la_plupart"]:  # 20090901 is no FINESS
        return VETO
    return PREUVE if values.part(_FINESS) > SEUILS["la_plupart"] else DOUTE


def _commune(values: Valeurs) -> int:
    return PREUVE if values.part(_COMMUNE) > SEUILS["la_plupart"] else VETO


def _phone(values: Valeurs) -> int:
    return APPUI if values.part(re.compile(r"^\+?[\d .()/-]{4,20}$")) > SEUILS["la_plupart"] else DOUTE


def _share(values: Valeurs) -> int:
    shape = re.compile(r"^\d{1,3}(?:[.,]\d+)?\s?%?$")
    return APPUI if values.part(shape) > SEUILS["la_plupart"] else DOUTE


def _unit_code(values: Valeurs) -> int:
    most = SEUILS["la_plupart"]
    if values.part(re.compile(r"^\S{1,12}$")) < most or values.dates > most:
        return DOUTE
    return APPUI if values.part(re.compile(r".*\d|^\S{1,6}$")) > most else RIEN


def _dn(values: Valeurs) -> int:
    shape = re.compile(r"^(?:CN|OU|uid)=", re.IGNORECASE)
    return PREUVE if values.part(shape) > SEUILS["la_plupart"] else DOUTE


def _shown_name(values: Valeurs) -> int:
    """A surname and a given name: something stands between two words."""
    share = values.part(re.compile(r"^[^\d@]+[ ,][^@]+$"))
    if _shaped("chemin", values):
        return VETO
    return APPUI if share > SEUILS["la_plupart"] else RIEN if share > SEUILS["majorite"] else VETO


def _place(values: Valeurs) -> int:
    mails = values.part(re.compile(r"^\S+@\S+$"))
    yes_no = known_share("booleen", values) > SEUILS["la_plupart"] and not values.part(re.compile(r"^\d+$"))
    return VETO if values.dates > SEUILS["dates"] or mails > SEUILS["majorite"] or yes_no else RIEN


def plain_yes_no(values: Valeurs) -> bool:
    """Only yes and no, whatever the column asks: what makes « Compte désactivé » readable backwards."""
    simple = set(dictionary()["oui_non"])
    return bool(values.textes) and all(header_key(text) in simple for text in values.distinctes)


def yes_no(values: Valeurs) -> bool:
    """The values are those of a yes or no column, a state of account included."""
    few = 1 < len(values.distinctes) < SEUILS["deux_valeurs"]
    return few and bool(known_share("booleen", values) > SEUILS["la_plupart"])


def looks_like_key(values: Valeurs) -> bool:
    """Short codes with figures, never twice the same; neither a date, an address nor a national number."""
    if _key_score(values) != APPUI or values.unicite < 1 or values.dates > SEUILS["dates"]:
        return False
    figures = values.part(re.compile(r"^[^@ ]*\d[^@ ]*$"))
    return figures > SEUILS["presque_toutes"] and _rpps(values) != PREUVE


def _key_score(values: Valeurs) -> int:
    few = len(values.textes) < SEUILS["peu"]
    if (len(values.distinctes) == 1 and not few) or yes_no(values):
        return VETO
    dated = values.part(re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"))
    if values.part(_CLE) < SEUILS["la_plupart"] or dated > SEUILS["majorite"]:
        return VETO
    if few:
        return RIEN
    if values.unicite < SEUILS["cle_repetee"] or values.part(_DEUX_MOTS) > SEUILS["majorite"]:
        return DOUTE
    return APPUI if values.unicite > SEUILS["cle_unique"] else RIEN


def _shaped(form: str, values: Valeurs) -> bool:
    """Most of the values have a shape of `[formes]`, figures alone aside."""
    shape = re.compile(weights()["formes"][form], re.IGNORECASE)
    lettered = values.part(re.compile(r"^\d+$")) < SEUILS["majorite"]
    return lettered and bool(values.part(shape) > SEUILS["la_plupart"])


def _name_score(name: str, values: Valeurs) -> int:
    if values.part(re.compile(r"^[^\d@]{1,80}$")) < SEUILS["nom_lettres"] or _shaped("chemin", values):
        return VETO
    if len(values.textes) <= SEUILS["peu"]:
        return RIEN
    if name not in PRENOMS:
        alike = len(values.textes) > SEUILS["codes_lignes"] and values.unicite < SEUILS["noms_repetes"]
        alike &= name != "responsable"  # a head of unit heads many
        return DOUTE if alike or values.prenoms > SEUILS["prenoms_trop"] else RIEN
    if values.prenoms > SEUILS["prenoms_beaucoup"]:
        return APPUI
    return DOUTE if values.prenoms < SEUILS["prenoms_peu"] else RIEN


def _label_score(name: str, values: Valeurs) -> int:
    mails = values.part(re.compile(r"^\S+@\S+$"))
    if values.dates > SEUILS["dates"] or mails > SEUILS["majorite"]:
        return VETO
    if known_share("sexe", values) > SEUILS["la_plupart"] or yes_no(values):
        return VETO
    figures = values.part(re.compile(r"^[\d.,% ]+$"))
    if name in CODEES and figures > SEUILS["codes_seuls"]:
        return VETO  # codes of units or of places, not their names
    return DOUTE if figures > SEUILS["chiffres"] else RIEN
