-- mart: mie_personne | acces: nominatif | forme: table | rang: 1
-- Chaque utilisateur du dossier patient, le moyen d'identification le plus avancé qu'il tient, et ce qui manque.
WITH le AS (SELECT max(date_execution) AS le FROM meta.execution),

regles AS (SELECT any_value(blocage_jours) AS blocage, any_value(expiration_jours) AS expiration FROM meta.type_mie),

etapes AS (
    SELECT
        m.*,
        CASE m.statut
            WHEN 'commande' THEN 1 WHEN 'recu' THEN 2 WHEN 'remis' THEN 3 WHEN 'active' THEN 4
            WHEN 'appaire' THEN 5 WHEN 'utilise' THEN 6 ELSE 0
        END AS etape,
        coalesce(
            CASE m.statut
                WHEN 'commande' THEN m.date_commande WHEN 'recu' THEN m.date_reception WHEN 'remis' THEN m.date_remise
                WHEN 'active' THEN m.date_activation
            END,
            m.date_commande
        ) AS depuis
    FROM curated.mie AS m
),

codes AS (
    SELECT
        service_code, any_value(service) AS service, any_value(vague) AS vague, any_value(pilote) AS pilote,
        any_value(date_deploiement) AS date_deploiement
    FROM curated.structure GROUP BY service_code
),

libelles AS (
    SELECT
        upper(strip_accents(service)) AS cle, etablissement, any_value(service) AS service, any_value(vague) AS vague,
        any_value(pilote) AS pilote, any_value(date_deploiement) AS date_deploiement
    FROM curated.structure GROUP BY cle, etablissement
),

meilleur AS (
    SELECT id_unique, count(*) AS moyens, arg_max(e, etape * 10 + (CASE type_mie WHEN 'cps' THEN 1 WHEN 'cpf' THEN 1 ELSE 2 END)) AS m
    FROM etapes AS e
    WHERE id_unique IS NOT NULL
    GROUP BY id_unique
)

SELECT
    i.id_unique, coalesce(i.nom_usage, i.nom_naissance) AS nom, coalesce(i.prenom_usuel, i.prenoms) AS prenom,
    i.autorite, i.profession, i.etablissement, coalesce(k.service, s.service, i.service, 'Non renseigné') AS service,
    coalesce(k.vague, s.vague) AS vague, coalesce(k.pilote, s.pilote) AS pilote,
    coalesce(k.date_deploiement, s.date_deploiement) AS date_deploiement,
    b.m.type_mie AS type_mie, coalesce(b.m.etape, 0) AS etape, coalesce(b.moyens, 0) AS moyens,
    b.m.statut AS statut_mie, b.m.date_fin_validite AS date_fin_validite, (t.le - b.m.depuis)::INTEGER AS jours_etape,
    CASE
        WHEN b.id_unique IS NULL THEN 'a_commander'
        WHEN b.m.statut = 'opposition' THEN 'perdu'
        WHEN b.m.statut = 'expire' OR b.m.date_fin_validite < t.le THEN 'expire'
        WHEN b.m.date_fin_validite < t.le + r.expiration THEN 'expire_bientot'
        WHEN b.m.etape BETWEEN 1 AND 4 AND t.le - b.m.depuis > r.blocage THEN 'bloque'
        ELSE 'suivi'
    END AS alerte
FROM curated.identite AS i
CROSS JOIN le AS t
CROSS JOIN regles AS r
LEFT JOIN meilleur AS b USING (id_unique)
LEFT JOIN codes AS k ON k.service_code = i.service_code
LEFT JOIN libelles AS s ON k.service_code IS NULL AND s.etablissement = i.etablissement AND s.cle = upper(strip_accents(i.service))
WHERE i.utilisateur_dpi AND i.presente
ORDER BY i.id_unique
