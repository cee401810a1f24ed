-- mart: mie_porteur | acces: comptage | forme: table | rang: 2
-- Porteurs de cartes nationales et liens au RPPS : ce qui concorde et ce qui manque, par autorité.
SELECT croisement, coalesce(autorite, 'inconnue') AS autorite, count(*) AS nombre
FROM mart.mie_porteur_personne
GROUP BY ALL
ORDER BY croisement, autorite
