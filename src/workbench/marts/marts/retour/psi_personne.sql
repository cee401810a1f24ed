-- Chaque personne à inscrire à Pro Santé Identité : inscrite, prête, à compléter ou retenue, ce qui manque et qui peut le donner.
-- grain: un agent présent d'une profession enregistrée | acces: nominatif | forme: table
WITH dites AS (
    SELECT
        id_unique,
        bool_or(effet = 'retenue') AS retenue,
        bool_or(effet = 'a_completer') AS incomplete,
        -- sous « Ce qui manque », le nom de la donnée suffit
        string_agg(mot || CASE raison WHEN 'manque' THEN '' ELSE ' : ' || raison END, ' ; ' ORDER BY mot, raison)
            FILTER (effet <> 'a_verifier') AS manque,
        string_agg(DISTINCT qui, ' ; ' ORDER BY qui) FILTER (effet <> 'a_verifier') AS qui,
        string_agg(mot || ' : ' || raison, ' ; ' ORDER BY mot, raison) FILTER (effet = 'a_verifier') AS a_verifier
    FROM mart.psi_faute
    GROUP BY id_unique
)

SELECT
    g.id_unique, g.nom, g.prenom, g.etablissement, g.pole, coalesce(g.service, 'Non renseigné') AS service, g.profession,
    g.autorite, g.statut, g.source_rh,
    CASE WHEN r.verdict IN ('inscrite', 'existe') THEN 'inscrite' WHEN d.retenue THEN 'retenue' WHEN d.incomplete THEN 'a_completer' ELSE 'prete' END AS verdict,
    d.manque, d.qui, d.a_verifier, r.verdict AS reponse, r.code AS code_reponse, r.cas AS cas_reponse, r.date_reponse
FROM mart.retour_psi AS g
LEFT JOIN dites AS d USING (id_unique)
LEFT JOIN meta.psi_reponse AS r USING (id_unique)
ORDER BY g.id_unique
