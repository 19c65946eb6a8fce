//! Cities to search in: missions of many words all over Paris, each with a date and a place.

use uuid::Uuid;

use crate::Outcome;
use crate::city;
use crate::ground::Database;

/// Makes so many missions in a city, without the work of indexing them.
pub(crate) async fn fill(database: &Database, city: Uuid, missions: i64) -> Outcome<()> {
    let client = database.as_superuser().await?;
    // The jobs that would index each: here all are indexed at once.
    client.batch_execute("ALTER TABLE missions DISABLE TRIGGER USER; ALTER TABLE slots DISABLE TRIGGER USER").await?;
    client.batch_execute(&format!("SET app.tenant_id = '{city}'")).await?;
    client.batch_execute(city::ASSOCIATION).await?;
    for sql in [MISSIONS, ADDRESSES, SLOTS] {
        client.execute(sql, &[&missions]).await?;
    }
    client.batch_execute("ALTER TABLE missions ENABLE TRIGGER USER; ALTER TABLE slots ENABLE TRIGGER USER").await?;
    Ok(())
}

/// Leaves the database as it would be after a while.
pub(crate) async fn settle(database: &Database) -> Outcome<()> {
    Ok(database.as_superuser().await?.batch_execute("VACUUM (ANALYZE)").await?)
}

/// Eight words of a title out of thousands, forty of a description.
const MISSIONS: &str = "
    INSERT INTO missions (id, association_id, title, description, language, domain, activities, beneficiaries,
                          open_to_minors, accessible, remote, prerequisites, motivation_wanted, acceptance,
                          waiting_list, state, created_at, published_at)
    WITH lists AS (SELECT
        ARRAY['Aider aux devoirs', 'Participer à une maraude', 'Trier les vêtements', 'Cultiver le jardin partagé',
              'Rendre visite à une personne âgée', 'Réparer des vélos', 'Lire des histoires', 'Nettoyer les berges',
              'Préparer un repas chaud', 'Traduire des lettres', 'Accueillir le public', 'Animer un atelier',
              'Encadrer une marche', 'Distribuer des colis', 'Tenir une permanence', 'Garder un animal',
              'Planter des arbres', 'Relire un CV', 'Entraîner une équipe', 'Guider une promenade'] AS titles,
        ARRAY['homework_help', 'street_outreach', 'clothes_distribution', 'gardening', 'visits', 'repair', 'reading', 'cleanup',
              'food_distribution', 'translation', 'reception', 'arts_workshop', 'sport_coaching', 'food_distribution',
              'administrative_help', 'animal_care', 'biodiversity', 'job_search_help', 'sport_coaching', 'heritage'] AS activities,
        ARRAY['health', 'prevention', 'culture', 'sport', 'international', 'solidarity', 'citizenship', 'education', 'nature',
              'skills'] AS domains,
        ARRAY['ba', 'ro', 'li', 'ten', 'mou', 'ca', 'sel', 'vi', 'gron', 'pa', 'tri', 'do'] AS syllables)
    SELECT md5(current_setting('app.tenant_id') || 'mission' || n)::uuid, md5('association')::uuid,
           titles[1 + n % 20] || ' ' || (SELECT string_agg(syllables[1 + abs(hashint8(n * 31 + i)) % 12]
               || syllables[1 + abs(hashint8(n * 37 + i)) % 12] || syllables[1 + abs(hashint8(n * 41 + i)) % 12], ' ')
               FROM generate_series(1, 3) AS i),
           (SELECT string_agg(syllables[1 + abs(hashint8(n * 43 + i)) % 12] || syllables[1 + abs(hashint8(n * 47 + i)) % 12]
               || syllables[1 + abs(hashint8(n * 53 + i)) % 12], ' ') FROM generate_series(1, 40) AS i),
           'fr', domains[1 + abs(hashint8(n)) % 10], ARRAY[activities[1 + n % 20]], '{everyone}',
           n % 2 = 0, n % 3 = 0, false, '{}', false, 'automatic', true, 'published',
           now() - n * interval '1 second', now() - n * interval '1 second'
    FROM generate_series(0, $1::bigint - 1) AS n, lists";

/// All over the city, in its neighbourhoods.
const ADDRESSES: &str = "
    INSERT INTO mission_addresses (mission_id, position, label, street, postcode, areas, lat, lon)
    WITH RECURSIVE areas AS (
        SELECT area ->> 'code' AS code, area ->> 'parent' AS parent
        FROM tenants, jsonb_array_elements(config -> 'areas') AS area
        WHERE tenants.id = current_setting('app.tenant_id')::uuid
    ), lineages AS (
        SELECT code, ARRAY[code] AS lineage FROM areas WHERE parent IS NULL
        UNION ALL
        SELECT areas.code, areas.code || lineages.lineage FROM areas JOIN lineages ON lineages.code = areas.parent
    ), leaves AS (
        SELECT lineage, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS places
        FROM lineages WHERE code NOT IN (SELECT parent FROM areas WHERE parent IS NOT NULL)
    )
    SELECT md5(current_setting('app.tenant_id') || 'mission' || n)::uuid, 0, 'La grande salle', '1 rue de la Paix', '75002',
           lineage, 48.815 + abs(hashint8(n * 59)) % 1000 * 0.00009, 2.25 + abs(hashint8(n * 61)) % 1000 * 0.00017
    FROM generate_series(0, $1::bigint - 1) AS n JOIN leaves ON abs(hashint8(n * 67)) % places = place";

const SLOTS: &str = "
    INSERT INTO slots (id, mission_id, capacity, starts_at, ends_at)
    SELECT md5(current_setting('app.tenant_id') || 'slot' || n)::uuid, md5(current_setting('app.tenant_id') || 'mission' || n)::uuid,
           5, at, at + interval '2 hours'
    FROM generate_series(0, $1::bigint - 1) AS n,
         LATERAL (SELECT now() + interval '1 hour' + abs(hashint8(n * 71)) % 86400 * interval '1 minute') AS t (at)";
