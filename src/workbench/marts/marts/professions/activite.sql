-- Contrats et activités du RPPS : combien concordent, combien diffèrent et comment, par établissement, profession et service.
-- grain: un verdict, une profession, un service et un contrat | acces: comptage | forme: table
SELECT
    v.rang, v.verdict, v.titre, v.definition, v.accorde, p.autorite, p.profession, p.etablissement, p.service, p.type_contrat,
    count(p.id_unique) AS nombre
FROM meta.verdict_activite AS v
LEFT JOIN mart.activite_personne AS p USING (verdict)
GROUP BY ALL
ORDER BY ALL
