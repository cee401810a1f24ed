-- Les intitulés d'emploi qu'aucune règle ne reconnaît, avec leur effectif.
-- grain: un intitulé et une source | acces: comptage | forme: table
SELECT emploi, source, sum(effectif)::BIGINT AS effectif, arg_max(proposition, confiance) AS proposition, max(confiance) AS confiance
FROM curated.emploi_non_resolu
GROUP BY emploi, source
ORDER BY effectif DESC, emploi, source
