-- Personnes à inscrire à Pro Santé Identité : combien d'inscrites, de prêtes, à compléter, retenues, par service et profession.
-- grain: un verdict, un service, une profession et une autorité | acces: comptage | forme: table
SELECT verdict, etablissement, pole, service, profession, autorite, count(*) AS nombre
FROM mart.psi_personne
GROUP BY ALL
ORDER BY ALL
