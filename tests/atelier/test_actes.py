"""The acts of the notebooks, played by parameters on a copy: what is announced is what a run gives, to the
pair, and undoing everything gives back the first figures.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from workbench import atelier
from workbench.access import AccesRefuse
from workbench.atelier import aveugle, essais, libre, maitres, mesure, nettoyage, regles, rpps
from workbench.atelier import paires as listes
from workbench.atelier.essais import Essai
from workbench.decisions import DecisionInvalide, DejaTranche, Registre
from workbench.identities.modele import retenus
from workbench.revue.simulation import Etat, compare, published_state
from workbench.run.pipeline import run
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.warehouse import close_published, read_table

CARNETS = Path(__file__).resolve().parents[2] / "notebooks"
ETABLISSEMENTS = "veto:etablissements_differents"
SERVICE = {"trait": "service", "texte": "ssr gériatrique"}
COMMENTAIRE = "# ce que la DRH tient pour vrai\n"


class Analyste:
    """Somebody who plays notebooks, or sits at the bench, under her own name."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.monkeypatch = home, monkeypatch
        monkeypatch.setenv("WORKBENCH_HOME", str(home))

    def poste(self, nom: str, action: bool = True) -> atelier.Poste:
        self.monkeypatch.setenv("WORKBENCH_UTILISATEUR", nom)
        return atelier.sit(self.home, "essai des actes", action=action, demander=lambda _: "")

    def joue(self, nom: str, carnet: str, **parametres: Any) -> tuple[dict[str, Any], str]:
        """Every code cell of a notebook, acting, with those parameters; what it printed."""
        self.monkeypatch.setenv("WORKBENCH_UTILISATEUR", nom)
        [chemin] = CARNETS.glob(f"{carnet}_*.ipynb")
        dits: list[str] = []
        monde: dict[str, Any] = {"print": lambda *texte: dits.append(" ".join(map(str, texte)))}
        for cellule in json.loads(chemin.read_text("utf-8"))["cells"]:
            if cellule["cell_type"] == "code":
                exec("".join(cellule["source"]), monde)
                if "parameters" in cellule["metadata"].get("tags", []):
                    monde |= {"ACTION": True, **parametres}
        return monde, "\n".join(dits)


@pytest.fixture
def analyste(demo_copiee: Path, monkeypatch: pytest.MonkeyPatch) -> Analyste:
    return Analyste(demo_copiee, monkeypatch)


@pytest.fixture
def lecture(petite_demo: Path, monkeypatch: pytest.MonkeyPatch) -> Analyste:
    """On the shared demonstration: reads, and is refused."""
    return Analyste(petite_demo, monkeypatch)


def paires(etat: Etat) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    return (
        set(etat.ensemble.select("cle_a", "cle_b").iter_rows()),
        set(etat.revue.select("cle_a", "cle_b").iter_rows()),
    )


def services_frequents(home: Path) -> tuple[str, str]:
    """The two services most records bear."""
    services = read_table(home, "curated.fiche")["service"].drop_nulls().value_counts(sort=True)
    premier, second = services.sort("count", "service", descending=True)["service"][:2]
    return premier, second


def sans_puis_avec_fiches_refaites(
    monkeypatch: pytest.MonkeyPatch, poste: atelier.Poste, genre: str, **donnes: str
) -> tuple[Essai, Essai]:
    """The same trial in a new kernel: no record is made again, then all are."""

    def essayer() -> Essai:
        essais._AVANT.clear()
        retenus._RECENTS.clear()
        return nettoyage.try_rule(poste, genre, **donnes)

    with monkeypatch.context() as sans:
        sans.setattr(essais, "build_fiches", lambda *_, **__: pytest.fail("fiches refaites"))
        vite = essayer()
    monkeypatch.setattr(essais, "_known", lambda *_: None)
    return vite, essayer()


def chiffres(home: Path) -> dict[str, Any]:
    close_published(home)
    poste = atelier.sit(home, "chiffres")
    return mesure.figures(poste.acces)


def test_l_effet_annonce_est_l_effet_obtenu_et_tout_se_defait(analyste: Analyste):
    home = analyste.home
    premier, premiers = published_state(home), chiffres(home)
    reglages = (home / "workbench.toml").read_text("utf-8")
    (home / "workbench.toml").write_text(
        reglages.replace("[referentiel_maitre]", COMMENTAIRE + "[referentiel_maitre]"), "utf-8"
    )

    monde, dit = analyste.joue(
        "anne", "03", CONSIGNE=ETABLISSEMENTS, ETAPE="brouillon", MOTIF="essai du matin"
    )
    veto = monde["essai"].simulation
    assert veto.disparaissent.height > 0
    assert "Enregistré au nom de anne" in dit
    regles.advance(analyste.poste("anne"), "propose", "essai du matin", code=ETABLISSEMENTS)
    with pytest.raises(DecisionInvalide, match="deuxième personne"):
        regles.advance(analyste.poste("anne"), "actif", "je valide", code=ETABLISSEMENTS)
    _, dit = analyste.joue("brice", "05", A_ACTIVER=ETABLISSEMENTS, MOTIF="vu avec les RH")
    assert "Enregistré au nom de brice" in dit

    monde, dit = analyste.joue("anne", "02", REGLE="valeur_vide", DONNEES=SERVICE, MOTIF="service fermé")
    nettoye = monde["essai"]
    assert nettoyage.values_changed(nettoye)["fiches"].sum() > 0
    assert compare(premier, nettoye.avant.etat).disparaissent.equals(veto.disparaissent)

    monde, _ = analyste.joue(
        "anne", "01", ATTRIBUT="service", SOURCES=["ad_chr"], MOTIF="annuaire tenu à jour"
    )
    assert COMMENTAIRE in (home / "workbench.toml").read_text("utf-8")
    assert load_settings(home).referentiel_maitre["service"] == ["ad_chr"]
    dementi = rpps.candidates(analyste.poste("anne"), "declare_corrobore").row(0, named=True)
    lot, _ = analyste.joue(
        "anne", "04", PREUVE="attestation", DATE_PREUVE="2026-10-30", DEMENTIS=[dementi["rpps"]]
    )
    confirmees = lot["choisies"]
    assert confirmees.height > 0 and dementi["rpps"] not in confirmees["rpps"]
    assert lot["dementies"].rows() == [(dementi["id_unique"], dementi["rpps"])]

    run(home)
    assert paires(published_state(home)) == paires(nettoye.apres.etat)
    liens = read_table(home, "curated.lien_rpps").filter(pl.col("statut") == "confirme")
    assert set(confirmees.select("id_unique", "rpps").iter_rows()) <= set(
        liens.select("id_unique", "rpps").iter_rows()
    )
    poste = analyste.poste("anne")
    offerts = poste.acces.nominatif("mart.revue_candidat", colonnes=["id_unique", "rpps"])
    assert (dementi["id_unique"], dementi["rpps"]) not in set(offerts.iter_rows())
    assert not atelier.journal(poste)["en_attente"].any()
    compares = mesure.before_after(poste)
    assert compares.filter(pl.col("ecart") != 0).height > 0
    for brut, dit in zip(compares.to_dicts(), mesure.said(compares).to_dicts(), strict=True):
        marques = (dit["apres"] or "").endswith("%"), "," in (dit["apres"] or "").replace("%", "")
        assert brut["apres"] is None or marques[0] == brut["part"], dit
        assert brut["part"] or not marques[1], f"un effectif sans décimale : {dit}"

    raison = listes.waiting(poste)["code"][0]
    liste, dit = analyste.joue(
        "anne", "03", RAISON=raison, REPONSE="different", QUI="rh", MOTIF="liste relue"
    )
    assert liste["choisies"].height > 0 and "Enregistré au nom de anne : Personnes différentes" in dit

    for entree in atelier.journal(poste)["id"]:
        atelier.undo(poste, entree, "tout défaire")
    maitres.write(poste, "service", [], "tout défaire")
    run(home)
    assert paires(published_state(home)) == paires(premier)
    assert chiffres(home) == premiers


def test_un_carnet_en_lecture_n_ecrit_rien(lecture: Analyste):
    poste = lecture.poste("anne", action=False)
    avant = (lecture.home / "workbench.toml").read_bytes()
    dits = [
        regles.advance(poste, "brouillon", "parce que", code=ETABLISSEMENTS),
        nettoyage.keep(poste, "particule", texte="KER", motif="noms bretons"),
        maitres.write(poste, "service", ["dpi"], "parce que"),
        rpps.confirm(poste, "attestation", rpps.candidates(poste)),
        rpps.refuse(poste, "attestation", rpps.candidates(poste)),
        listes.settle(poste, "meme", listes.asked(poste, "homonymes"), qui="rh", motif="liste relue"),
        aveugle.judge(poste, "a", "b", "meme"),
        libre.export(poste, pl.DataFrame({"a": [1]}), "x.csv"),
        atelier.undo(poste, "rien", "parce que"),
    ]
    assert set(dits) == {atelier.LECTURE}
    assert (lecture.home / "workbench.toml").read_bytes() == avant


@pytest.mark.parametrize(
    ("acte", "dit"),
    [
        (lambda p: regles.try_instruction(p, "veto:lune"), "Consigne inconnue"),
        (lambda p: regles.try_thresholds(p, seuil_automatique=0.5), "Seuils impossibles"),
        (lambda p: regles.advance(p, "propose", "trop tôt", code=ETABLISSEMENTS), "Étape manquante"),
        (lambda p: regles.advance(p, "brouillon", "", code=ETABLISSEMENTS), "pourquoi"),
        (lambda p: nettoyage.keep(p, "valeur_vide", trait="lune", texte="X", motif="parce que"), "Colonne"),
        (lambda p: nettoyage.keep(p, "valeur_vide", trait="nom", texte="…", motif="parce que"), "Rien à"),
        (lambda p: nettoyage.keep(p, "lune", motif="parce que"), "Règle de nettoyage inconnue"),
        (lambda p: nettoyage.keep(p, "emploi_profession", objet="X", cible="g15:0", motif="vu"), "inconnue"),
        (lambda p: maitres.write(p, "service", ["lune"], "parce que"), "Source inconnue"),
        (lambda p: maitres.write(p, "humeur", ["dpi"], "parce que"), "Trait sans référentiel"),
        (lambda p: maitres.write(p, "service", ["dpi"], " "), "décision incomplète"),
        (lambda p: rpps.confirm(p, "oral", rpps.candidates(p), date_preuve="2026-10-30"), "oral"),
        (lambda p: rpps.confirm(p, "carte", rpps.candidates(p), date_preuve="2999-01-01"), "à venir"),
        (lambda p: rpps.refuse(p, "oral", rpps.candidates(p), date_preuve="2026-10-30"), "oral"),
        (lambda p: listes.settle(p, "oui", pl.DataFrame(), qui="rh", motif="vu"), "Réponse à choisir"),
        (lambda p: listes.settle(p, "meme", pl.DataFrame(), qui="traits", motif="vu"), "Qui l’a confirmé"),
        (lambda p: aveugle.judge(p, "a", "b", "meme"), "Paire hors de l’échantillon"),
    ],
)
def test_un_refus_est_une_phrase_en_francais(lecture: Analyste, acte: Any, dit: str):
    with pytest.raises(ErreurWorkbench) as refus:
        acte(lecture.poste("anne"))
    assert dit in str(refus.value)
    assert Registre(lecture.home).toutes() == []


def test_un_role_qui_n_ecrit_pas_est_refuse(lecture: Analyste, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", "sponsor")
    poste = lecture.poste("direction")
    for acte in (
        lambda: regles.advance(poste, "brouillon", "parce que", code=ETABLISSEMENTS),
        lambda: nettoyage.keep(poste, "particule", texte="KER", motif="noms bretons"),
        lambda: maitres.write(poste, "service", ["dpi"], "parce que"),
        lambda: libre.export(poste, pl.DataFrame({"a": [1]}), "x.csv"),
        lambda: nettoyage.rarest(poste, "nom"),
    ):
        with pytest.raises(AccesRefuse, match="rôle"):
            acte()


def test_deux_analystes_en_meme_temps(lecture: Analyste, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_DECISIONS_URL", f"sqlite:///{tmp_path / 'decisions.sqlite'}")
    anne, brice = (lecture.poste(nom) for nom in ("anne", "brice"))
    donnees = {"graphie": "BO", "motif": "vu au bloc"}

    def garde(poste: atelier.Poste, service: str) -> str:
        try:
            return nettoyage.keep(poste, "service_synonyme", service=service, **donnees)
        except DejaTranche as refus:
            return refus.titre

    with ThreadPoolExecutor(2) as deux:
        dits = list(deux.map(garde, (anne, brice), ("Bloc opératoire", "Bloc obstétrical")))
    assert sorted(dit.split(" ")[0] for dit in dits) == ["Cas", "Enregistré"]
    assert len(Registre(lecture.home).en_vigueur()) == 1

    regles.advance(anne, "brouillon", "premier avis", seuil_automatique=0.9995)
    regles.advance(brice, "brouillon", "autre avis", seuil_automatique=0.9999)
    with pytest.raises(DecisionInvalide, match="Étape manquante"):
        regles.advance(anne, "propose", "premier avis", seuil_automatique=0.9995)


def test_le_meme_echantillon_lu_par_deux_personnes(
    lecture: Analyste, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WORKBENCH_DECISIONS_URL", f"sqlite:///{tmp_path / 'decisions.sqlite'}")
    anne, brice = (lecture.poste(nom) for nom in ("anne", "brice"))
    aveugle.draw(anne, 5, 2026)
    une, deux, *_ = aveugle.waiting(anne)
    assert "probabilite" not in aveugle.side_by_side(anne, *une).columns
    for paire in (une, deux):
        aveugle.judge(anne, *paire, "meme")
    with pytest.raises(DecisionInvalide, match="autre personne"):
        aveugle.judge(anne, *une, "meme", seconde=True)
    aveugle.judge(brice, *une, "meme", seconde=True)
    aveugle.judge(brice, *deux, "differente", seconde=True)
    assert mesure.agreement(anne) == (2, 1)
    assert len(aveugle.waiting(anne)) == len(aveugle.waiting(anne, seconde=True))


def test_un_bouton_qui_ne_change_rien_le_dit(lecture: Analyste):
    for seuil in (0.999, 0.9999, 0.99999):
        assert (
            "ne change rien" in regles.try_thresholds(lecture.poste("anne"), seuil_automatique=seuil).phrase
        )


def test_une_regle_qui_ne_touche_aucune_fiche_ne_fait_bouger_personne(
    lecture: Analyste, monkeypatch: pytest.MonkeyPatch
):
    """Nobody is matched again: what a rule that touches no record gives is what is published."""
    poste = lecture.poste("anne", action=False)

    def refaite(*_: object) -> None:
        pytest.fail("rapprochement rejoué pour des fiches inchangées")

    with monkeypatch.context() as sans:
        sans.setattr("workbench.atelier.essais.regroup", refaite)
        essai = nettoyage.try_rule(poste, "service_synonyme", graphie="Zzyzx", service="Néant")
        assert "ne change rien" in essai.phrase
        assert essai.simulation.rien and nettoyage.values_changed(essai).is_empty()
        assert essai.apres is not None and essai.apres.etat is not None
    [connu] = read_table(lecture.home, "curated.fiche")["service"].drop_nulls().mode().head(1)
    assert nettoyage.values_changed(
        nettoyage.try_rule(poste, "service_synonyme", graphie=connu, service="Tout autre service")
    )["fiches"].sum()


@pytest.mark.parametrize(
    ("genre", "donnes"),
    [
        ("service_synonyme", {"graphie": "urgences", "service": "Réanimation"}),
        ("emploi_profession", {"objet": "", "cible": ""}),
        ("valeur_vide", {"trait": "service", "texte": ""}),
        ("valeur_vide", {"trait": "emploi", "texte": ""}),
    ],
)
def test_sans_relire_les_livraisons_l_essai_est_le_meme(
    lecture: Analyste, monkeypatch: pytest.MonkeyPatch, genre: str, donnes: dict[str, str]
):
    """Another meaning for what was read, or an emptied cell that records copy: they are not made again, and
    are the same, with the same pairs.
    """
    poste = lecture.poste("anne", action=False)
    if genre != "emploi_profession":
        nom, trait = ("texte", donnes["trait"]) if "trait" in donnes else ("graphie", "service")
        connu = read_table(lecture.home, "curated.fiche")[trait].drop_nulls().mode().sort()[0]
        donnes = {**donnes, nom: connu}
    else:
        choix = nettoyage._choices(poste, genre)
        donnes = {"objet": next(iter(choix["objet"])), "cible": next(iter(choix["cible"]))}

    vite, tout = sans_puis_avec_fiches_refaites(monkeypatch, poste, genre, **donnes)
    assert vite.apres is not None and tout.apres is not None
    assert essais._same(vite.apres.lue, tout.apres.lue) and essais._same(vite.apres.fiche, tout.apres.fiche)
    assert paires(vite.apres.etat) == paires(tout.apres.etat)
    assert vite.phrase == tout.phrase and vite.paires.equals(tout.paires)
    assert not essais._same(vite.avant.fiche, vite.apres.fiche), "la règle ne touchait rien"


def test_ce_qui_attend_dans_un_noyau_neuf_ne_fait_pas_refaire_les_fiches(
    analyste: Analyste, monkeypatch: pytest.MonkeyPatch
):
    """What waits starts from the version, what is tried from what waits: as if all was read again."""
    poste = analyste.poste("anne")
    premier, second = services_frequents(analyste.home)
    nettoyage.keep(poste, "valeur_vide", trait="service", texte=premier, motif="service fermé")
    regles.advance(poste, "brouillon", "essai", code=ETABLISSEMENTS)

    regle = {"trait": "service", "texte": second}
    vite, tout = sans_puis_avec_fiches_refaites(monkeypatch, poste, "valeur_vide", **regle)
    for une, autre in ((vite.avant, tout.avant), (vite.apres, tout.apres)):
        assert une is not None and autre is not None
        assert essais._same(une.lue, autre.lue) and paires(une.etat) == paires(autre.etat)
    assert vite.phrase == tout.phrase
    assert not essais._same(vite.avant.fiche, vite.apres.fiche), "la règle ne touchait rien"


def test_ce_qui_s_essaie_puis_se_garde_attend_dans_le_carnet_suivant(
    analyste: Analyste, monkeypatch: pytest.MonkeyPatch
):
    """Another notebook is another process: what waits was matched once, and a run takes the trials away."""
    poste = analyste.poste("anne")
    premier, second = services_frequents(analyste.home)
    regle = {"trait": "service", "texte": premier}
    garde = nettoyage.try_rule(poste, "valeur_vide", **regle)
    nettoyage.keep(poste, "valeur_vide", **regle, motif="service fermé")

    essais._AVANT.clear()
    regroupe, fois = essais.regroup, []
    monkeypatch.setattr(essais, "regroup", lambda *a, **k: fois.append(1) or regroupe(*a, **k))
    suivant = nettoyage.try_rule(analyste.poste("brice"), "valeur_vide", trait="service", texte=second)
    assert len(fois) == 1, "ce qui attend a été rapproché de nouveau"
    assert suivant.avant is not None and garde.apres is not None
    assert essais._same(suivant.avant.lue, garde.apres.lue)
    assert essais._same(suivant.avant.fiche, garde.apres.fiche)
    assert paires(suivant.avant.etat) == paires(garde.apres.etat)
    assert suivant.avant.mis_de_cote == garde.apres.mis_de_cote

    memoire = analyste.home / "data" / "curated" / "memoire"
    assert 0 < len([*memoire.glob("essai-*")]) <= essais.GARDEES
    assert all(path.stat().st_mode & 0o077 == 0 for path in memoire.rglob("*"))
    run(analyste.home)
    assert not [*memoire.glob("essai-*")]
    assert paires(published_state(analyste.home)) == paires(garde.apres.etat)


def test_une_valeur_vide_se_dit_de_la_colonne_de_la_fiche_quelle_que_soit_celle_de_la_source(
    lecture: Analyste,
):
    """A directory calls « prenom » and « fonction » what HR calls « prenoms » and « emploi »."""
    poste = lecture.poste("anne", action=False)
    fiche = read_table(lecture.home, "curated.fiche")
    for trait in ("prenoms", "emploi"):
        comptes = fiche.filter(pl.col("nature") == "annuaire").drop_nulls(trait)
        compte = comptes.group_by("source", trait).len().sort("len", "source", trait, descending=True)
        source, texte, _ = compte.row(0)
        touchees = nettoyage.touched(poste, "valeur_vide", trait=trait, texte=texte, source=source)
        essai = nettoyage.try_rule(poste, "valeur_vide", trait=trait, texte=texte, source=source)
        changees = nettoyage.values_changed(essai).filter(trait=trait)
        assert touchees.height == changees["fiches"].sum() > 0, trait


def test_une_valeur_vide_d_une_colonne_que_la_source_ne_donne_pas_est_refusee(lecture: Analyste):
    poste = lecture.poste("anne", action=False)
    essayer = {"trait": "date_naissance", "texte": "01/01/1900", "source": "ad_chr"}
    with pytest.raises(DecisionInvalide, match="dans aucune colonne de ad_chr"):
        nettoyage.try_rule(poste, "valeur_vide", **essayer)
    assert nettoyage.touched(poste, "valeur_vide", trait="date_naissance", texte="01/01/1900").is_empty()
