"""A file's proposed reading: its nature, its columns and how sure, its values; what a person answers; the
settings it makes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process
from rich.markup import escape
from rich.table import Table

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Source
from workbench.sources.declarer.indices import yes_no
from workbench.sources.declarer.natures import columns_of, essential, missing, turned
from workbench.sources.declarer.titres import dictionary, libelle
from workbench.sources.declarer.valeurs import Valeurs
from workbench.sources.lecture.lecteurs import header_key, read_file
from workbench.sources.modeles import Lecture, SourceInutilisable, mask_nir, rejections_frame
from workbench.sources.porte.contrat import contracts
from workbench.sources.porte.controle import CODES, canonical, check_columns
from workbench.sources.porte.conversions import map_values, parse_boolean, value_dictionary

EXEMPLES, LARGEUR_EXEMPLE = 3, 24
REPONSE = "votre réponse"


@dataclass(frozen=True)
class Colonne:
    """One proposed meaning: the title, how like (0–100), sure or not, why, and a few received values (NIR
    masked).
    """

    canonique: str
    titre: str
    confiance: int
    exemples: list[str]
    sure: bool = True
    raison: str = ""
    autres: tuple[str, ...] = ()

    @property
    def libelle(self) -> str:
        """The canonical column in plain words."""
        return libelle(self.canonique)


@dataclass
class Proposition:
    """What the file seems to be."""

    fichier: Path
    nature: str
    code: str
    motif: str
    encodage: str | None
    separateur: str | None
    colonnes: list[Colonne] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)
    nir: list[str] = field(default_factory=list)
    nature_sure: bool = True
    nom: str | None = None
    application: str | None = None
    role: str | None = None
    etablissement: str | None = None
    type_contrat: str | None = None
    valeurs: dict[str, dict[str, str]] = field(default_factory=dict)
    profils: dict[str, Valeurs] = field(default_factory=dict)
    refusees: set[str] = field(default_factory=set)

    @property
    def manquantes(self) -> list[str]:
        """Required columns nothing was proposed for."""
        return missing(self.nature, {one.canonique for one in self.colonnes})

    @property
    def douteuses(self) -> list[Colonne]:
        """Columns a person must confirm."""
        return [one for one in self.colonnes if not one.sure]

    @property
    def bloquantes(self) -> list[str]:
        """Required columns not found, or found and not sure: without an answer nothing can be written."""
        return missing(self.nature, {one.canonique for one in self.colonnes if one.sure})

    def repondre(self, canonique: str, titre: str | None, partage: bool = False) -> None:
        """A person's answer: this column is that title, or none.

        Args:
            partage: the title also keeps what it meant (a login that is the mail address).

        Raises:
            ErreurWorkbench: the nature has no such column, or the file no such title.
        """
        if canonique not in columns_of(self.nature):
            raise ErreurWorkbench(
                "Donnée inconnue",
                f"« {canonique} » n'existe pas pour la nature « {self.nature}"
                f" »{near(canonique, columns_of(self.nature))}.",
                f"Données possibles : {', '.join(columns_of(self.nature))}.",
            )
        chosen = next((one for one in self.profils if one == titre), None) or next(
            (one for one in self.profils if header_key(one) == header_key(titre or "")), None
        )
        if titre and chosen is None:
            refused = (
                " : elle a la forme d'un numéro de sécurité sociale"
                if titre in self.nir
                else near(titre, list(self.profils))
            )
            raise ErreurWorkbench(
                "Colonne introuvable",
                f"« {titre} » n'est pas une colonne lisible de {self.fichier.name}{refused}.",
                f"Colonnes du fichier : {', '.join(self.profils)}.",
            )
        if chosen and not self.designe(canonique, chosen):
            raise ErreurWorkbench(
                "Un nom n'est pas un numéro",
                f"« {chosen} » ne peut pas servir de {libelle(canonique)} : deux personnes peuvent porter"
                " le même nom, et un nom change ou s'écrit de plusieurs façons ; elles seraient confondues"
                " d'un mois à l'autre.",
                "Demandez à qui tient cette liste une colonne avec le matricule (ou le numéro de dossier) de"
                " chacun, puis déposez-la à nouveau.",
            )
        self.refusees = self.refusees - {canonique} if chosen else self.refusees | {canonique}
        kept = [
            one for one in self.colonnes if one.canonique != canonique and (partage or one.titre != chosen)
        ]
        if chosen:
            kept.append(Colonne(canonique, chosen, 100, samples(self.profils[chosen]), True, REPONSE))
        order = {name: rank for rank, name in enumerate(columns_of(self.nature))}
        self.colonnes = sorted(kept, key=lambda one: order[one.canonique])
        self.sort_titles()

    def designe(self, canonique: str, titre: str) -> bool:
        """This title may tell people apart as that number does: it is no name, no service."""
        numbers = dictionary()["numeros"]
        other = any(one.titre == titre and one.canonique not in numbers for one in self.colonnes)
        texts = self.profils[titre].distinctes
        written = sum(any(sign.isdigit() for sign in text) for text in texts)
        return canonique not in numbers or not other or 2 * written >= len(texts)

    def garder_les_sures(self) -> None:
        """Without a person to answer: unsure columns are left out."""
        self.colonnes = [one for one in self.colonnes if one.sure]
        self.sort_titles()

    def sort_titles(self) -> None:
        """What is left over once every meaning has its title."""
        used = {one.titre for one in self.colonnes}
        self.ignorees = [title for title in self.profils if title not in used]

    def reglage(self, code: str | None = None) -> dict[str, Any]:
        """The `[[sources]]` table this proposal would write."""
        chosen = code or self.code
        table: dict[str, Any] = {
            "code": chosen,
            "libelle": self.nom or chosen,
            "nature": self.nature,
            "fichier": self.motif,
        }
        if self.nature == "application":
            table["application"] = self.application or chosen
            if self.role:
                table["role"] = self.role
        if self.etablissement:
            table["etablissement"] = self.etablissement
        if self.type_contrat:
            table["type_contrat_defaut"] = self.type_contrat
        if self.encodage:
            table["format"] = {"encodage": self.encodage, "separateur": self.separateur}
        if not self._official():
            table["colonnes"] = {one.canonique: one.titre for one in self.colonnes}
        if told := self.valeurs_dites():
            table["valeurs"] = told
        return table

    def valeurs_dites(self) -> dict[str, dict[str, str]]:
        """Received value → canonical value, by column: read backwards when the title says so, then as
        answered.
        """
        told = {
            one.canonique: turned(one.canonique, one.titre, self.profils[one.titre]) for one in self.colonnes
        }
        for name, pairs in self.valeurs.items():
            told[name] = told.get(name, {}) | pairs
        return {name: pairs for name, pairs in told.items() if pairs}

    @property
    def incertaines(self) -> list[tuple[str, list[str], list[Colonne]]]:
        """What is never left to a doubt and no sure column gives: the need, the columns that give it, the
        doubtful
        ones among those proposed.
        """
        sure = {one.canonique for one in self.colonnes if one.sure}
        needs = [(need, names) for need, names in essential(self.nature) if not sure & set(names)]
        return [
            (need, names, [one for one in self.douteuses if one.canonique in names]) for need, names in needs
        ]

    def etats_possibles(self) -> list[str]:
        """Titles left over whose values are those of a yes or no, or of a state of account."""
        return [title for title in self.ignorees if yes_no(self.profils[title])]

    def repondre_valeur(self, canonique: str, texte: str, valeur: str) -> None:
        """A person's answer: this received value means that one.

        Raises:
            ErreurWorkbench: the column is not a coded one, or has no such value.
        """
        booleens = set(contracts()[self.nature].get("booleens", []))
        coded = sorted((set(CODES) | booleens) & set(columns_of(self.nature)))
        if canonique not in coded:
            raise ErreurWorkbench(
                "Donnée sans liste de valeurs",
                f"« {canonique} »{near(canonique, coded)}",
                f"Données possibles : {', '.join(coded)}.",
            )
        if valeur not in values_of(canonique, self.nature):
            raise ErreurWorkbench(
                "Valeur inconnue",
                f"« {valeur} » n'est pas une valeur de « {canonique} ».",
                f"Valeurs possibles : {', '.join(values_of(canonique, self.nature))}.",
            )
        self.valeurs.setdefault(canonique, {})[texte] = valeur

    def _official(self) -> bool:
        """A national file with its official titles: they are known without being written."""
        titles = contracts()["defauts"].get(self.nature, {})
        return bool(titles) and all(
            header_key(one.titre) in map(header_key, titles.get(one.canonique, ())) for one in self.colonnes
        )

    def essayer(self, code: str | None = None) -> Lecture:
        """Really read the file with what is proposed.

        Raises:
            SourceInutilisable: it could not be read so; the message says why.
        """
        source = Source.model_validate(self.reglage(code))
        frame, ragged = read_file(self.fichier, source.format)
        rejets = check_columns(source, self.fichier.name, frame)
        rows, refused = canonical(source, self.fichier.name, frame)
        if rows.is_empty():
            why = next((str(one["motif"]) for one in refused), "le fichier n'a que ses titres")
            raise SourceInutilisable(
                "Aucune ligne utilisable",
                f"{self.fichier.name} : aucune des {frame.height + len(ragged)} lignes ne peut être lue ainsi"
                f" ({why}).",
                "Vérifiez la correspondance des colonnes.",
            )
        return Lecture(source, [], rows, rejections_frame([*rejets, *refused]))

    def valeurs_inconnues(self) -> dict[str, list[str]]:
        """Received values of coded columns that no dictionary knows, by canonical column."""
        out: dict[str, list[str]] = {}
        booleens = set(contracts()[self.nature].get("booleens", []))
        for one in self.colonnes:
            name = one.canonique
            if name not in CODES | booleens:
                continue
            local = self.valeurs_dites().get(name, {})
            received = pl.DataFrame({name: self.profils[one.titre].distinctes}, schema={name: pl.String})
            read = parse_boolean(name, local) if name in booleens else map_values(name, name, local)
            if lost := received.filter(read.is_null())[name].to_list():
                out[name] = lost
        return out

    @property
    def incomprises(self) -> list[Colonne]:
        """Columns of a code, taken for sure by their title, none of whose values is known: another meaning,
        perhaps.
        """
        lost = self.valeurs_inconnues()
        return [
            one
            for one in self.colonnes
            if one.sure
            and one.canonique in CODES
            and one.raison != REPONSE
            and len(lost.get(one.canonique, [])) == len(self.profils[one.titre].distinctes) > 0
        ]

    def tableau(self) -> Table:
        """The proposal, for the terminal."""
        doubt = "" if self.nature_sure else " (à confirmer)"
        form = self.encodage or self.fichier.suffix.lstrip(".")
        split = self.separateur or "sans objet"
        shown = f"{self.fichier.name} : {self.nature}{doubt} ({form}, séparateur {split})"
        table = Table("Donnée attendue", "Colonne du fichier", "Avis", "Exemples", title=escape(shown))
        for one in self.colonnes:
            opinion = (
                f"[green]sûre[/] ({one.confiance} %)"
                if one.sure
                else f"[yellow]à confirmer[/] ({one.confiance} %, {escape(one.raison)})"
            )
            if turned(one.canonique, one.titre, self.profils[one.titre]):
                opinion += ", lue à l'envers"
            table.add_row(one.libelle, escape(one.titre), opinion, escape(", ".join(one.exemples)))
        for name in self.manquantes:
            table.add_row(f"[red]{libelle(name)}[/]", "[red]introuvable[/]", "[red]à répondre[/]", "")
        for name in self.nir:
            table.add_row(
                "[red]refusée[/]", escape(name), "", "forme d'un numéro de sécurité sociale : jamais chargée"
            )
        for name in self.ignorees:
            table.add_row("[dim]ignorée[/]", escape(name), "", escape(", ".join(samples(self.profils[name]))))
        return table


def values_of(canonique: str, nature: str) -> list[str]:
    """Canonical values of a coded column."""
    kind = "booleen" if canonique in contracts()[nature].get("booleens", []) else canonique
    return sorted(set(value_dictionary(kind).values()))


def near_value(canonique: str, nature: str, text: str) -> str | None:
    """The canonical value whose known spellings are closest to a received one, None when none is close.

    Never for a yes or no: words that look alike say the contrary (« archivé », « activé »).
    """
    if canonique in contracts()[nature].get("booleens", []):
        return None
    known = value_dictionary(canonique)
    found = process.extractOne(header_key(text), list(known), scorer=fuzz.ratio, score_cutoff=75)
    return known[found[0]] if found else None


def near(text: str, among: list[str]) -> str:
    """« (peut-être « x » ?) » when one name is close, else nothing."""
    found = process.extractOne(header_key(text), {name: header_key(name) for name in among}, score_cutoff=60)
    return f" (peut-être « {found[2]} » ?)" if found else ""


def samples(values: Valeurs) -> list[str]:
    """A few received values, NIR-shaped ones masked."""
    return [mask_nir(text)[:LARGEUR_EXEMPLE] for text in values.distinctes[:EXEMPLES]]
