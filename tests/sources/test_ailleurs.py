"""Files of other software and other languages, and what is asked rather than guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Format
from workbench.sources.declarer import detection
from workbench.sources.declarer.proposition import near_value
from workbench.sources.lecture.lecteurs import read_file

LIGNES = [
    ("00001204", "BERTIN", "Maëlle", "29/02/1984", "Cardiologie", "01/09/2009", ""),
    ("00001377", "PETIT", "Claire", "14/07/1971", "Urgences", "15/01/2001", "20/03/2027"),
    ("00002018", "NGUYEN", "Thi Mai", "31/12/1990", "Urgences", "21/03/2016", ""),
    ("00002045", "MARTIN", "Louis", "17/03/1988", "Pharmacie", "02/05/2018", ""),
    ("00003310", "VIDAL", "Inès", "23/08/1992", "Pharmacie", "18/11/2019", "31/12/2026"),
]
SENS = ["matricule", "nom", "prenoms", "date_naissance", "service", "date_debut", "date_fin"]


def proposer(dossier: Path, titres: str, lignes: list[tuple[str, ...]] = LIGNES) -> detection.Proposition:
    fichier = dossier / "agents.csv"
    fichier.write_text("\n".join([titres, *(";".join(ligne) for ligne in lignes)]), "utf-8")
    return detection.propose(fichier, "sirh")


@pytest.mark.parametrize(
    "titres",
    [
        "PERNR;NACHN;VORNA;GBDAT;ORGTX;BEGDA;ENDDA",
        "Personalnummer;Nachname;Vorname;Geburtsdatum;Abteilung;Eintritt;Austritt",
        "Matricola;Cognome;Nome;Data di nascita;Reparto;Data assunzione;Data cessazione",
        "Nº empleado;Apellidos;Nombre;Fecha de nacimiento;Servicio;Fecha de alta;Fecha de baja",
    ],
)
def test_les_titres_d_une_autre_langue_sont_surs(tmp_path: Path, titres: str) -> None:
    lue = proposer(tmp_path, titres)
    trouves = {one.titre: one.canonique.replace("nom_usage", "nom") for one in lue.colonnes if one.sure}
    assert trouves == dict(zip(titres.split(";"), SENS, strict=True))


def test_une_fin_de_contrat_proposee_ne_se_laisse_pas_de_cote(tmp_path: Path) -> None:
    """Left out, who has gone would count for ever."""
    lue = proposer(tmp_path, "Matricule;Nom;Prénom;Date de naissance;Service;Début;Echeance X", LIGNES * 2)
    assert "date_fin" in {one.canonique for one in lue.douteuses}
    with pytest.raises(ErreurWorkbench, match="confirmer"):
        detection.refuse_unsure(lue)


def test_un_matricule_qui_est_un_nir_est_dit(tmp_path: Path) -> None:
    def nir(rang: int) -> str:
        treize = f"28402861940{rang:02}"
        return treize + f"{97 - int(treize) % 97:02}"

    lignes = [(nir(rang), *ligne[1:]) for rang, ligne in enumerate(LIGNES)]
    lue = proposer(tmp_path, "Matricule;Nom;Prénom;Date naissance;Service;Entrée;Sortie", lignes)
    with pytest.raises(ErreurWorkbench) as refus:
        detection.refuse_unsure(lue)
    assert "sécurité sociale" in refus.value.message and "autre numéro d'agent" in refus.value.message
    assert nir(0) not in str(refus.value)


@pytest.mark.parametrize("recu", ["Archiver", "Désactiver", "Inactif.", "Activable"])
def test_un_mot_qui_ressemble_ne_dit_jamais_oui(recu: str) -> None:
    assert near_value("actif", "application", recu) is None


def test_des_colonnes_alignees_par_des_blancs_sont_dites(tmp_path: Path) -> None:
    fichier = tmp_path / "dsquery.txt"
    fichier.write_text(
        "\n".join(
            ["samid        fn          ln", *(f"a{rang}        Luc         PETIT" for rang in range(4))]
        ),
        "utf-8",
    )
    with pytest.raises(ErreurWorkbench, match="largeur fixe"):
        read_file(fichier, Format())


def test_ce_que_tous_les_titres_repetent_ne_fait_pas_un_sens(tmp_path: Path) -> None:
    """« UTI_NOM » is a name in a file where every title starts with UTI_, not « nom d'utilisateur »."""
    fichier = tmp_path / "HM_UTILISATEURS.csv"
    titres = "UTI_CODE;UTI_NOM;UTI_PRENOM;UTI_PROFIL;UTI_ACTIF"
    lignes = [
        f"{prenom[:1]}{nom}{n[-2:]};{nom};{prenom};IDE;{int(n) % 2}" for n, nom, prenom, *_ in LIGNES * 2
    ]
    fichier.write_text("\n".join([titres, *lignes]), "utf-8")
    trouves = {one.titre: one.canonique for one in detection.propose(fichier, "application").colonnes}
    assert trouves["UTI_NOM"] == "nom" and trouves["UTI_CODE"] in {"login", "identifiant"}


def test_une_fin_qui_n_est_presque_jamais_ecrite_est_une_fin(tmp_path: Path) -> None:
    compactes = ["99999999"] * 4 + ["20270430"]
    lignes = [(*ligne[:6], fin) for ligne, fin in zip(LIGNES, compactes, strict=True)]
    lue = proposer(tmp_path, "MATRIC;NOMUSU;PRENOM;DNAIS;LIBUF;DEBAFF;FINAFF", lignes)
    assert "date_fin" in {one.canonique for one in lue.colonnes if one.sure}


def test_les_jours_d_un_planning_ne_sont_pas_des_debuts_de_contrat(tmp_path: Path) -> None:
    lignes = [(*ligne[:3], jour) for jour in ("02/11/2026", "03/11/2026", "04/11/2026") for ligne in LIGNES]
    lue = proposer(tmp_path, "Matricule;Nom;Prénom;Date", lignes)
    assert "date_debut" not in {one.canonique for one in lue.colonnes}
