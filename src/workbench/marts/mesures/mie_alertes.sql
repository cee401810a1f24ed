-- Les situations de moyens à traiter, de date en date.
SELECT
    'mie_alerte_' || v.alerte AS indicateur, v.libelle, count(p.id_unique) AS numerateur, NULL::BIGINT AS denominateur,
    count(p.id_unique)::DOUBLE AS valeur
FROM (
    VALUES ('a_commander', 'Moyens à commander'), ('bloque', 'Moyens bloqués à une étape'), ('expire_bientot', 'Moyens qui expirent bientôt'),
    ('expire', 'Moyens expirés'), ('perdu', 'Moyens perdus'), ('hors_parc', 'Moyens utilisés, absents du parc')
) AS v(alerte, libelle)
LEFT JOIN mart.mie_personne AS p USING (alerte)
GROUP BY v.alerte, v.libelle
