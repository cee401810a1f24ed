-- Pourquoi des personnes ne sont pas prêtes pour Pro Santé Identité : combien par raison, et qui peut y remédier, par source RH.
-- grain: une raison d'un champ, un service, une profession et une source RH | acces: comptage | forme: table
SELECT
    effet, champ, mot, code, raison, remede, qui, etablissement, pole, service, profession, source_rh, jamais, ailleurs IS NOT NULL AS existe_ailleurs,
    count(DISTINCT id_unique) AS nombre
FROM mart.psi_faute
GROUP BY ALL
ORDER BY nombre DESC, champ, code, etablissement, pole, service, profession, source_rh, jamais, existe_ailleurs
