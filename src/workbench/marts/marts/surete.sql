-- mart: surete | acces: comptage | forme: table | rang: 1
-- Les rattachements automatiques par les traits : combien, et combien le modèle seul en attend de faux.
SELECT
    preuve AS regle, count(*) AS rattachements,
    round(sum(1 - probabilite), 3) AS erreurs_attendues,
    min(probabilite) AS probabilite_la_plus_basse
FROM curated.identite_fiche
WHERE mode = 'traits'
GROUP BY preuve
ORDER BY rattachements DESC, regle
