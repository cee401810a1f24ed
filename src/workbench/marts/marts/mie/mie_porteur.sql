-- Porteurs de cartes nationales et liens au RPPS : ce qui concorde et ce qui manque, par autorité.
-- grain: un croisement et une autorité | acces: comptage | forme: table
SELECT croisement, coalesce(autorite, 'inconnue') AS autorite, count(*) AS nombre
FROM mart.mie_porteur_personne
GROUP BY ALL
ORDER BY croisement, autorite
