"""What the RIE accepts at a date: the dossier's dates one by one, then what must hold whatever the date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.decisions import Decision
from workbench.pilotage.mie import rie as mie_rie
from workbench.pilotage.mie.rie import Homologation, accepte, prochain_changement
from workbench.socle.erreurs import ErreurWorkbench

TYPES = {kind["type_mie"]: kind for kind in mie_rie.regles()["types"]}
VEILLE, JOUR = dt.date(2025, 12, 31), dt.date(2026, 1, 1)
PRONONCEE = Homologation("prononcee", dt.date(2026, 3, 1), "DEC-4", dt.date(2027, 2, 28))
jours = st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1))
homologations = st.builds(
    Homologation,
    st.sampled_from(list(mie_rie.VERDICTS)),
    st.none() | jours,
    st.just("DOC"),
    st.none() | jours,
)


@pytest.mark.parametrize(
    ("code", "le", "declare", "attendu"),
    [
        ("cps", JOUR, None, True),
        ("ecps", JOUR, None, True),
        ("cpe", JOUR, None, True),
        ("mot_de_passe", VEILLE, None, True),
        ("mot_de_passe", JOUR, None, False),
        ("carte_etablissement", VEILLE, None, True),
        ("carte_etablissement", JOUR, None, False),
        ("carte_etablissement", JOUR, Homologation("en_cours", VEILLE, "PV"), False),
        ("carte_etablissement", dt.date(2026, 2, 28), PRONONCEE, False),
        ("carte_etablissement", dt.date(2026, 3, 1), PRONONCEE, True),
        ("carte_etablissement", dt.date(2027, 2, 28), PRONONCEE, True),
        ("carte_etablissement", dt.date(2027, 3, 1), PRONONCEE, False),
        ("carte_etablissement", VEILLE, Homologation("refusee", dt.date(2025, 6, 1), "PV"), False),
        ("fido2", dt.date(2028, 12, 30), Homologation("prononcee", JOUR, "D"), True),
        ("fido2", dt.date(2028, 12, 31), Homologation("prononcee", JOUR, "D"), None),
        ("cps", dt.date(2022, 3, 27), None, None),
    ],
)
def test_les_dates_du_dossier(code: str, le: dt.date, declare: Homologation | None, attendu: bool | None):
    reponse, raison = accepte(TYPES[code], le, declare)
    assert reponse is attendu
    assert raison.endswith((".", ")."))


def test_un_moyen_local_atteste_eidas_se_passe_d_homologation():
    assert accepte({**TYPES["carte_etablissement"], "eidas": "substantiel"}, JOUR) == (
        True,
        "Attesté eIDAS substantiel ou élevé : aucune homologation à prononcer.",
    )
    assert accepte({**TYPES["carte_etablissement"], "eidas": "faible"}, JOUR)[0] is False


def test_la_prochaine_date_ou_la_reponse_change():
    le = dt.date(2026, 6, 1)
    assert prochain_changement(TYPES["cps"], le) is None
    fin = prochain_changement(TYPES["carte_etablissement"], le, PRONONCEE)
    assert fin is not None
    assert (fin.le, fin.accepte) == (dt.date(2027, 3, 1), False)
    v2 = prochain_changement(TYPES["fido2"], le)
    assert v2 is not None
    assert (v2.le, v2.accepte) == (dt.date(2028, 12, 31), None)
    assert "à confirmer" in v2.raison
    tolerance = prochain_changement(TYPES["mot_de_passe"], VEILLE)
    assert tolerance is not None
    assert (tolerance.le, tolerance.accepte) == (JOUR, False)


@given(st.sampled_from(list(TYPES)), jours, homologations)
def test_rien_ne_change_avant_le_prochain_changement(code: str, le: dt.date, declare: Homologation):
    suite = prochain_changement(TYPES[code], le, declare)
    ici = accepte(TYPES[code], le, declare)[0]
    if suite is None:
        assert accepte(TYPES[code], dt.date(2040, 1, 1), declare)[0] is ici
        return
    assert suite.le > le
    assert accepte(TYPES[code], suite.le - dt.timedelta(days=1), declare)[0] is ici
    assert accepte(TYPES[code], suite.le, declare)[0] is suite.accepte is not ici


@given(st.sampled_from(list(TYPES)), jours, st.dates(dt.date(2022, 1, 1), dt.date(2035, 1, 1)))
def test_prononcer_une_homologation_ne_retire_jamais_un_accord(code: str, le: dt.date, depuis: dt.date):
    sans = accepte(TYPES[code], le)[0]
    avec = accepte(TYPES[code], le, Homologation("prononcee", depuis, "DOC"))[0]
    assert not (sans is True and avec is not True)
    if code == "mot_de_passe" and le >= JOUR:
        assert avec is False, "aucune homologation ne sauve le mot de passe seul"


def test_les_declarations_du_registre_mal_datees_ne_valent_rien():
    entrees = [
        Decision("homologation_mie", "a", "m", verdict="prononcee", objet="fido2",
                 valeur={"reference": "R", "date_preuve": "2026-02-30", "date_fin": "bientôt"}),
        Decision("homologation_mie", "a", "m", verdict="en_cours", objet="autre",
                 valeur={"reference": "R", "date_preuve": "2026-02-28"}),
        Decision("preuve_declaree", "a", "m", verdict="absente", objet="fido2"),
    ]  # fmt: skip
    lues = mie_rie.homologations(entrees)
    assert set(lues) == {"fido2", "autre"}
    assert (lues["fido2"].depuis, lues["fido2"].fin) == (None, None)
    assert lues["autre"].depuis == dt.date(2026, 2, 28)


@pytest.mark.parametrize(
    "texte",
    [
        'version = "1"\nblocage_jours = 30\n[[types]]\ntype_mie = "cps"\n',
        'echeance = 2028-12-31\n[[types]]\ntype_mie = "cps"\n[[calendrier]]\ndu = 2026-01-01\n',
        (
            "echeance = 2028-12-31\nblocage_jours = 30\nexpiration_jours = 90\n[[types]]\ntype_mie ="
            ' "cps"\n[[calendrier]]\ndu = 2026-01-01\n'
        ),
        (
            "echeance = 2028-12-31\nblocage_jours = 30\nexpiration_jours ="
            ' 90\n[[types]]\ntype_mie="x"\nlibelle="x"\nemetteur="x"\ndeux_facteurs=true\nrpps=true\n'
            'national=true\neidas=""\nmode="x"\n[[calendrier]]\ndu'
            ' = 2026-01-01\ncategories = ["national"]\nreponse = "peut-être"\nraison = ""\nsource = ""\n'
        ),
        "[[types",
    ],
)
def test_un_fichier_de_l_etablissement_faux_est_refuse_en_francais(tmp_path: Path, texte: str):
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles" / "mie.toml").write_text(texte, "utf-8")
    with pytest.raises(ErreurWorkbench, match=r"illisible|Règles incomplètes"):
        mie_rie.regles(tmp_path)
