-- Les comptes nominatifs actifs du DPI, avec ce que l'objectif 1.1 leur demande : la matière des deux jalons.
-- grain: un compte nominatif ouvert du DPI | acces: nominatif | forme: table
SELECT
    c.source, c.login, c.id_unique, c.etablissement, c.service, c.situation, c.date_creation,
    coalesce(i.autorite, 'inconnue') AS autorite,
    i.profession, c.rpps_connu, i.rpps, coalesce(i.statut_lien, 'absent') AS statut,
    coalesce(i.statut_lien = 'confirme' AND c.rpps_connu = i.rpps, false) AS connu
FROM staging.compte AS c
LEFT JOIN staging.personne AS i USING (id_unique)
WHERE c.dpi AND c.nominatif_ouvert
ORDER BY c.login
