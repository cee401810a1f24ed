-- mart: compte_dpi | acces: nominatif | forme: table | rang: 1
-- Les comptes nominatifs actifs du DPI, avec ce que l'objectif 1.1 leur demande : la matière des deux jalons.
SELECT
    c.login, c.id_unique, c.etablissement, c.service, c.situation, c.date_creation,
    coalesce(i.autorite, 'inconnue') AS autorite,
    i.profession, c.rpps_connu, l.rpps, coalesce(l.statut, 'absent') AS statut,
    coalesce(l.statut = 'confirme' AND c.rpps_connu = l.rpps, false) AS connu
FROM curated.compte AS c
LEFT JOIN curated.identite AS i USING (id_unique)
LEFT JOIN curated.lien_rpps AS l USING (id_unique)
WHERE c.role = 'dpi' AND c.nature = 'nominatif' AND coalesce(c.actif, true) AND c.situation IS DISTINCT FROM 'exclue'
ORDER BY c.login
