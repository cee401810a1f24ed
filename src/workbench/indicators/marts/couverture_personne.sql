-- mart: couverture_personne | acces: nominatif | forme: table | rang: 1
-- Une ligne par personne présente ou tenant un compte : état de son numéro RPPS et prochaine étape.
WITH comptes AS (
    SELECT id_unique, bool_or(application = 'dpi') AS dpi
    FROM curated.compte
    WHERE id_unique IS NOT NULL AND nature = 'nominatif' AND coalesce(actif, true) AND situation IS DISTINCT FROM 'exclue'
    GROUP BY id_unique
),

etats AS (
    SELECT
        i.*,
        coalesce(c.dpi, false) AS dpi,
        c.id_unique IS NOT NULL AS a_un_compte,
        coalesce(l.statut, CASE WHEN i.autorite = 'hors_perimetre' THEN 'non_requis' ELSE 'absent' END) AS statut,
        l.preuve, l.rpps, l.motif
    FROM curated.identite AS i
    LEFT JOIN comptes AS c USING (id_unique)
    LEFT JOIN curated.lien_rpps AS l USING (id_unique)
)

SELECT
    e.id_unique,
    coalesce(e.nom_usage, e.nom_naissance) AS nom,
    coalesce(e.prenom_usuel, e.prenoms) AS prenom,
    coalesce(e.autorite, 'inconnue') AS autorite,
    e.profession_code, e.profession, e.type_contrat, e.etablissement, e.pole, e.service,
    e.dpi AS utilisateur_dpi,
    coalesce(e.presente, false) AS presente,
    e.a_un_compte, e.statut, e.preuve, e.rpps, e.motif,
    coalesce(precise.prochaine_etape, commune.prochaine_etape) AS prochaine_etape
FROM etats AS e
LEFT JOIN meta.prochaine_etape AS precise
    ON precise.statut = e.statut AND precise.autorite = coalesce(e.autorite, 'inconnue')
LEFT JOIN meta.prochaine_etape AS commune ON commune.statut = e.statut AND commune.autorite = '*'
WHERE coalesce(e.presente, false) OR e.a_un_compte
ORDER BY e.id_unique
