-- Professionnels à rôle par service et profession : à enregistrer ou non, par ordre de priorité, informés ou non.
-- grain: un service, une profession, un contrat, un état et un rang de priorité | acces: comptage | forme: table
SELECT
    etablissement, pole, service, profession_code, profession, type_contrat, statut, a_enregistrer, priorite, informee,
    utilisateur_dpi,
    count(*) AS nombre
FROM mart.employeur_personne
GROUP BY ALL
ORDER BY ALL
