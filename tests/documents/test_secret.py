"""Statistical secrecy: no hidden count can be worked out, on any table."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.documents.bornes import Bornes
from workbench.documents.secret import Relation, cellules_a_masquer, deductibles

SEUIL = 5
T = "total"


def tableau(lignes: list[list[int]]) -> tuple[dict[object, int], list[Relation]]:
    """A table with its row totals, column totals and grand total."""
    n, m = len(lignes), len(lignes[0])
    valeurs: dict[object, int] = {(i, j): lignes[i][j] for i, j in product(range(n), range(m))}
    relations = []
    for i in range(n):
        valeurs[i, T] = sum(lignes[i])
        relations.append(Relation((i, T), tuple((i, j) for j in range(m))))
    for j in range(m):
        valeurs[T, j] = sum(ligne[j] for ligne in lignes)
        relations.append(Relation((T, j), tuple((i, j) for i in range(n))))
    valeurs[T, T] = sum(map(sum, lignes))
    relations.append(Relation((T, T), tuple((i, T) for i in range(n))))
    relations.append(Relation((T, T), tuple((T, j) for j in range(m))))
    return valeurs, relations


def une_autre_table_existe(valeurs, relations, masquees, cle) -> bool:
    """Is there another table of non-negative counts, equal on the visible cells, different on `cle`?

    Looks for a change by one along the relations, by depth-first propagation on hidden cells.
    """

    def essaie(changement: dict[object, int], profondeur: int) -> bool:
        for relation in relations:
            ecart = sum(changement.get(p, 0) for p in relation.parties) - changement.get(relation.total, 0)
            if ecart == 0:
                continue
            if profondeur == 0:
                return False
            libres = [c for c in relation.cellules if c in masquees and c not in changement]
            for libre in libres:
                pas = ecart if libre == relation.total else -ecart
                if abs(pas) > 1 or valeurs[libre] + pas < 0:
                    continue
                if essaie({**changement, libre: pas}, profondeur - 1):
                    return True
            return False
        return True

    return any(essaie({cle: pas}, 12) for pas in (1, -1) if valeurs[cle] + pas >= 0)


grilles = st.integers(1, 5).flatmap(
    lambda m: st.lists(
        st.lists(st.one_of(st.integers(0, 9), st.integers(0, 400)), min_size=m, max_size=m),
        min_size=1,
        max_size=6,
    )
)


@settings(max_examples=300, deadline=None)
@given(grilles)
def test_aucune_cellule_masquee_ne_se_deduit(lignes):
    valeurs, relations = tableau(lignes)
    masquees = cellules_a_masquer(valeurs, relations, SEUIL)
    assert not {cle for cle, valeur in valeurs.items() if 0 < valeur < SEUIL} - masquees
    assert deductibles(relations, masquees) == set()
    for relation in relations:
        parties = [cle for cle in relation.parties if cle in masquees]
        visibles = [cle for cle in relation.cellules if cle not in masquees]
        if relation.total in masquees:
            assert parties, "un total masqué se recalcule par somme"
        elif parties and visibles != [relation.total]:
            assert len(parties) >= 2, "une seule cellule masquée se calcule par différence"
            assert sum(valeurs[cle] for cle in parties) >= SEUIL, "la somme masquée est elle-même petite"


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=3),
)
def test_une_autre_table_est_toujours_possible(lignes):
    valeurs, relations = tableau(lignes)
    masquees = cellules_a_masquer(valeurs, relations, SEUIL)
    for cle in masquees:
        if 0 < valeurs[cle] < SEUIL:
            assert une_autre_table_existe(valeurs, relations, masquees, cle), (lignes, cle)


def test_rien_a_masquer():
    assert cellules_a_masquer(*tableau([[10, 20], [30, 0]]), SEUIL) == set()


def test_complement_dans_la_ligne_et_la_colonne():
    valeurs, relations = tableau([[3, 50, 60], [40, 51, 61], [41, 52, 62]])
    masquees = cellules_a_masquer(valeurs, relations, SEUIL)
    assert (0, 0) in masquees
    assert len(masquees) == 4, "un carré suffit"
    assert not any(T in cle for cle in masquees)


def test_une_cellule_publique_reste_visible_et_compte_comme_connue():
    relations = [Relation("score", ("a", "b"))]
    masquees = cellules_a_masquer({"score": 53, "a": 3, "b": 50}, relations, SEUIL, ["score"])
    assert masquees == {"a", "b"}


def test_deux_petites_cellules_dont_la_somme_est_petite():
    valeurs, relations = tableau([[1, 1, 80], [50, 60, 70]])
    masquees = cellules_a_masquer(valeurs, relations, SEUIL)
    assert {(0, 0), (0, 1), (0, 2)} <= masquees


def enumerer(valeurs, relations, masquees, plafond: int) -> dict[object, set[int]]:
    """Every value that each hidden cell takes, over all tables whose smallest cells hold 0 to `plafond` and
    which print the same.
    """
    totaux = {relation.total for relation in relations}
    feuilles = [cle for cle in valeurs if cle not in totaux]
    choix = [range(plafond + 1) if cle in masquees else [valeurs[cle]] for cle in feuilles]
    vus: dict[object, set[int]] = {cle: set() for cle in masquees}
    for tirees in product(*choix):
        essai = dict(zip(feuilles, tirees, strict=True))
        while len(essai) < len(valeurs):  # totals of totals last
            for relation in relations:
                if all(partie in essai for partie in relation.parties):
                    essai.setdefault(relation.total, sum(essai[partie] for partie in relation.parties))
        if all(essai[cle] == n for cle, n in valeurs.items() if cle not in masquees):
            for cle in masquees:
                vus[cle].add(essai[cle])
    return vus


def hierarchie(blocs: list[list[int]]) -> tuple[dict[object, int], list[Relation]]:
    """Sub-totals of blocks and their grand total."""
    valeurs: dict[object, int] = {}
    for i, bloc in enumerate(blocs):
        valeurs |= {(i, j): n for j, n in enumerate(bloc)} | {(i, T): sum(bloc)}
    valeurs[T, T] = sum(map(sum, blocs))
    relations = [Relation((i, T), tuple((i, j) for j in range(len(bloc)))) for i, bloc in enumerate(blocs)]
    return valeurs, [*relations, Relation((T, T), tuple((i, T) for i in range(len(blocs))))]


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=1, max_size=2).map(tableau),
        st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=2), min_size=1, max_size=2).map(hierarchie),
    ),
    st.text(max_size=2),
)
def test_enumeres_un_a_un_aucun_petit_effectif_n_est_borne(table, sel):
    """By brute force, no solver: the values left to a small hidden count reach the threshold, and are spread
    wide.
    """
    valeurs, relations = table
    masquees = cellules_a_masquer(valeurs, relations, SEUIL, sel=sel)
    vus = enumerer(valeurs, relations, masquees, plafond=11)
    for cle in masquees:
        if 0 < valeurs[cle] < SEUIL:
            assert valeurs[cle] in vus[cle]
            assert max(vus[cle]) >= SEUIL, (cle, vus[cle])
            assert max(vus[cle]) - min(vus[cle]) >= SEUIL - 1, (cle, vus[cle])


def test_les_entiers_et_les_signes_que_l_elimination_ne_voit_pas():
    """a + b = 40, c + d = 41, a + c = 2: Gauss leaves a free, whole numbers leave 0, 1 or 2."""
    valeurs = {"ab": 40, "cd": 41, "ac": 2, "a": 1, "b": 39, "c": 1, "d": 40}
    relations = [Relation("ab", ("a", "b")), Relation("cd", ("c", "d")), Relation("ac", ("a", "c"))]
    masquees = {"a", "b", "c", "d"}
    assert deductibles(relations, masquees) == set()
    bornes = Bornes(valeurs, relations, SEUIL)
    assert bornes.exposees({"a", "c"}, masquees) == {"a", "c"}
    assert (bornes.bas["a"], bornes.haut["a"]) == (0, 2)
    assert Bornes(valeurs, relations, SEUIL).exposees({"a", "c"}, masquees | {"ac"}) == set()


@settings(max_examples=60, deadline=None)
@given(grilles, st.integers(50, 300), st.integers(50, 300))
def test_le_choix_du_voisin_ne_depend_pas_de_sa_grandeur(lignes, avant, apres):
    """A small count, and big ones whose size changes, every margin still big: the same cells are hidden."""
    tables = [
        tableau([[3, *([n] * 3)], [n + 1] * 4, [n + 2] * 4])
        for n in (avant + len(lignes), apres + len(lignes))
    ]
    assert len({frozenset(cellules_a_masquer(*table, SEUIL)) for table in tables}) == 1


def test_une_case_masquee_au_dernier_envoi_le_reste():
    valeurs, relations = tableau([[30, 50, 60], [40, 51, 61], [41, 52, 62]])
    assert cellules_a_masquer(valeurs, relations, SEUIL) == set()
    masquees = cellules_a_masquer(valeurs, relations, SEUIL, deja=[(0, 0)])
    assert (0, 0) in masquees and deductibles(relations, masquees) == set()


def test_une_case_que_l_on_cherche_d_abord_est_masquee_en_dernier():
    relations = [Relation("t", ("a", "b", "c"))]
    valeurs = {"t": 123, "a": 3, "b": 50, "c": 70}
    for sel in "xyz":
        assert cellules_a_masquer(valeurs, relations, SEUIL, utiles=["b"], sel=sel) == {"a", "c"}
