-- mart: activite | acces: comptage | forme: table | rang: 2
-- Contrats et activités du RPPS : combien concordent, combien diffèrent et comment, par établissement, profession et service.
SELECT
    v.rang, v.verdict, v.titre, v.definition, v.accorde, p.autorite, p.profession, p.etablissement, p.service, p.type_contrat,
    count(p.id_unique) AS nombre
FROM meta.verdict_activite AS v
LEFT JOIN mart.activite_personne AS p USING (verdict)
GROUP BY ALL
ORDER BY ALL
