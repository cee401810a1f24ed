-- mart: emploi_non_resolu | acces: comptage | forme: table | rang: 2
-- Les intitulés d'emploi qu'aucune règle ne reconnaît, avec leur effectif.
SELECT emploi, source, sum(effectif)::BIGINT AS effectif, arg_max(proposition, confiance) AS proposition, max(confiance) AS confiance
FROM curated.emploi_non_resolu
GROUP BY emploi, source
ORDER BY effectif DESC, emploi, source
