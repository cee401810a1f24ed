-- Porteurs de cartes nationales et liens au RPPS : ce qui concorde et ce qui manque, par autorité.
-- grain: un croisement, une autorité et un service | acces: comptage | forme: table
SELECT croisement, coalesce(autorite, 'inconnue') AS autorite, etablissement, service, count(*) AS nombre
FROM mart.mie_porteur_personne
GROUP BY ALL
ORDER BY croisement, autorite, etablissement, service
