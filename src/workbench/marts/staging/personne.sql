-- Chaque personne reconnue : son nom affiché, son service, l'état de son numéro RPPS et les comptes qu'elle tient.
-- grain: une personne | forme: table
WITH tenus AS (
    SELECT
        id_unique, coalesce(bool_or(dpi) FILTER (nominatif_ouvert), false) AS dpi, bool_or(nominatif_ouvert) AS ouvert
    FROM staging.compte
    WHERE id_unique IS NOT NULL
    GROUP BY id_unique
)

SELECT
    i.* REPLACE (
        coalesce(s.service, i.service) AS service,
        coalesce(i.presente, false) AS presente,
        coalesce(i.utilisateur_dpi, false) OR coalesce(c.dpi, false) AS utilisateur_dpi
    ),
    s.cle_service,
    coalesce(i.nom_usage, i.nom_naissance) AS nom,
    coalesce(i.prenom_usuel, i.prenoms) AS prenom,
    coalesce(c.ouvert, false) AS a_un_compte,
    coalesce(i.autorite IN ('ordre', 'ars', 'role'), false) AS soignant,
    coalesce(i.autorite IN ('ordre', 'ars', 'role', 'etudiant'), false) AS enregistrable,
    CASE
        WHEN l.statut IS NULL AND i.autorite = 'hors_perimetre' THEN 'non_requis'
        WHEN coalesce(l.statut, 'absent') = 'absent' AND d.id_unique IS NOT NULL THEN 'en_attente'
        ELSE coalesce(l.statut, 'absent')
    END AS statut_rpps,
    l.statut AS statut_lien,
    l.rpps, l.preuve, l.motif AS motif_rpps, l.date_preuve, l.a_reverifier_le, l.a_reverifier,
    CASE WHEN statut_rpps = 'en_attente' THEN d.date_demande END AS attente_depuis,
    CASE WHEN statut_rpps = 'en_attente' THEN d.autorite END AS attente_de
FROM curated.identite AS i
LEFT JOIN curated.service_lu AS s
    ON s.etablissement = coalesce(i.etablissement, '')
    AND s.code_lu = coalesce(i.service_code, '') AND s.service_lu = coalesce(i.service, '')
LEFT JOIN tenus AS c USING (id_unique)
LEFT JOIN curated.lien_rpps AS l USING (id_unique)
LEFT JOIN meta.demarche AS d ON d.id_unique = i.id_unique AND d.ouverte
