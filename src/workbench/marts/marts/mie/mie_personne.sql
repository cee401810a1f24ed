-- Chaque utilisateur du dossier patient, le moyen d'identification le plus avancé qu'il tient, et ce qui manque.
-- grain: un utilisateur du dossier patient, présent | acces: nominatif | forme: table
WITH regles AS (
    SELECT
        any_value(blocage_jours) AS blocage, any_value(expiration_jours) AS expiration,
        list(DISTINCT mode) FILTER (coalesce(materiel, true) AND deux_facteurs) AS modes_forts
    FROM meta.type_mie
),

-- how each person really signs in to the EHR: the proof that a means is used, and so paired
modes AS (
    SELECT c.id_unique, list(DISTINCT c.mode_auth) AS modes
    FROM staging.compte AS c
    WHERE c.dpi AND c.nominatif_ouvert AND c.mode_auth IS NOT NULL
    GROUP BY c.id_unique
),

declares AS (
    SELECT
        m.*,
        CASE m.statut
            WHEN 'commande' THEN 1 WHEN 'recu' THEN 2 WHEN 'remis' THEN 3 WHEN 'active' THEN 4
            WHEN 'appaire' THEN 5 WHEN 'utilise' THEN 6 ELSE 0
        END AS declaree,
        coalesce(list_contains(o.modes, t.mode), false) AS sert
    FROM curated.mie AS m
    LEFT JOIN meta.type_mie AS t USING (type_mie)
    LEFT JOIN modes AS o USING (id_unique)
    WHERE m.id_unique IS NOT NULL AND m.statut IS DISTINCT FROM 'restitue'
),

etapes AS (
    SELECT
        d.*,
        CASE WHEN d.declaree >= 3 AND d.sert THEN 6 ELSE d.declaree END AS etape,
        CASE
            WHEN d.declaree = 1 THEN d.date_commande
            WHEN d.declaree = 2 THEN coalesce(d.date_reception, d.date_commande)
            WHEN d.declaree = 3 THEN coalesce(d.date_remise, d.date_reception, d.date_commande)
            WHEN d.declaree >= 4 THEN coalesce(d.date_activation, d.date_remise, d.date_reception, d.date_commande)
            WHEN d.statut = 'opposition' THEN d.date_opposition
            WHEN d.statut = 'expire' THEN d.date_fin_validite
        END AS depuis
    FROM declares AS d
),

meilleur AS (
    SELECT id_unique, count(*) AS moyens, arg_max(e, etape * 10 + (CASE type_mie WHEN 'cps' THEN 1 WHEN 'cpf' THEN 1 ELSE 2 END)) AS m
    FROM etapes AS e
    GROUP BY id_unique
),

situations AS (
    SELECT
        i.id_unique, i.nom, i.prenom,
        i.autorite, i.profession, i.profession_code, i.type_contrat, i.etablissement,
        coalesce(i.service, 'Non renseigné') AS service,
        s.vague, s.pilote, s.date_deploiement,
        b.m.type_mie AS type_mie, coalesce(b.m.etape, 0) AS etape, coalesce(b.moyens, 0) AS moyens,
        b.m.statut AS statut_mie, b.m.date_fin_validite AS date_fin_validite, (t.le - b.m.depuis)::INTEGER AS jours_etape,
        i.statut_lien AS statut_rpps, array_to_string(list_sort(o.modes), ', ') AS modes_dpi,
        CASE
            WHEN b.id_unique IS NULL AND list_has_any(o.modes, r.modes_forts) THEN 'hors_parc'
            WHEN b.id_unique IS NULL THEN 'a_commander'
            WHEN b.m.statut = 'opposition' THEN 'perdu'
            WHEN b.m.statut = 'expire' OR b.m.date_fin_validite < t.le THEN 'expire'
            WHEN b.m.date_fin_validite < t.le + r.expiration THEN 'expire_bientot'
            WHEN b.m.etape BETWEEN 1 AND 4 AND t.le - b.m.depuis > r.blocage THEN 'bloque'
            ELSE 'suivi'
        END AS alerte
    FROM staging.personne AS i
    CROSS JOIN staging.execution AS t
    CROSS JOIN regles AS r
    LEFT JOIN meilleur AS b USING (id_unique)
    LEFT JOIN modes AS o USING (id_unique)
    LEFT JOIN staging.service AS s
        ON s.cle_service = i.cle_service AND s.etablissement IS NOT DISTINCT FROM i.etablissement
    INNER JOIN staging.population AS q ON q.id_unique = i.id_unique AND q.population = 'dpi_presents'
)

SELECT
    * EXCLUDE (etape),
    etape,
    etape >= 5 AND coalesce(statut_rpps IN ('confirme', 'non_requis'), false) AS appaire_rpps,
    concat_ws('|', coalesce(autorite, ''), coalesce(profession_code, ''), coalesce(type_contrat, ''), service) AS profil
FROM situations
ORDER BY id_unique
