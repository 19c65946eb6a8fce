// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "point", schema = "pg_catalog"))]
    pub struct Point;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "tsvector", schema = "pg_catalog"))]
    pub struct Tsvector;
}

diesel::table! {
    accounts (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        email -> Nullable<Text>,
        email_confirmed_at -> Nullable<Timestamptz>,
        given_name -> Text,
        family_name -> Text,
        password_hash -> Nullable<Text>,
        birth_date -> Nullable<Date>,
        locale -> Text,
        city_role -> Nullable<Text>,
        created_at -> Timestamptz,
        last_seen_at -> Nullable<Timestamptz>,
        idle_notices -> Int2,
        idle_noticed_at -> Nullable<Timestamptz>,
        erased_at -> Nullable<Timestamptz>,
        unreachable_since -> Nullable<Timestamptz>,
        mail_token -> Nullable<Text>,
        quiet_from -> Nullable<Time>,
        quiet_until -> Nullable<Time>,
        tie -> Nullable<Text>,
        tie_area -> Nullable<Text>,
    }
}

diesel::table! {
    alert_keys (tenant_id, key, alert_id) {
        tenant_id -> Uuid,
        key -> Text,
        alert_id -> Uuid,
    }
}

diesel::table! {
    alerts (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        criteria -> Jsonb,
        terms -> Array<Text>,
        without -> Array<Text>,
        daily -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    announcements (tenant_id, mission_id, bot_id, guild) {
        tenant_id -> Uuid,
        mission_id -> Uuid,
        bot_id -> Uuid,
        guild -> Text,
        announced_at -> Timestamptz,
    }
}

diesel::table! {
    api_tokens (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        token_hash -> Bytea,
        name -> Text,
        scopes -> Array<Text>,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    associations (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        kind -> Text,
        rna -> Nullable<Text>,
        siret -> Nullable<Text>,
        description -> Text,
        domains -> Array<Text>,
        beneficiaries -> Array<Text>,
        street -> Nullable<Text>,
        postcode -> Nullable<Text>,
        area -> Nullable<Text>,
        website -> Nullable<Text>,
        contact_email -> Nullable<Text>,
        contact_phone -> Nullable<Text>,
        state -> Text,
        reasons -> Jsonb,
        version -> Int4,
        created_at -> Timestamptz,
        submitted_at -> Nullable<Timestamptz>,
        accreditations -> Array<Text>,
    }
}

diesel::table! {
    attestations (tenant_id, code) {
        tenant_id -> Uuid,
        code -> Text,
        account_id -> Uuid,
        given_name -> Text,
        family_name -> Text,
        city -> Text,
        locale -> Text,
        first_day -> Date,
        last_day -> Date,
        lines -> Jsonb,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    bots (id) {
        id -> Uuid,
        platform -> Text,
        tenant_id -> Nullable<Uuid>,
        name -> Text,
        hook -> Text,
        token -> Bytea,
        hook_secret -> Bytea,
        created_at -> Timestamptz,
        sender -> Nullable<Uuid>,
        sender_until -> Nullable<Timestamptz>,
        polls -> Bool,
    }
}

diesel::table! {
    chat_codes (tenant_id, account_id) {
        tenant_id -> Uuid,
        account_id -> Uuid,
        code_hash -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    chat_identities (tenant_id, platform, person) {
        tenant_id -> Uuid,
        platform -> Text,
        person -> Text,
        account_id -> Uuid,
        linked_at -> Timestamptz,
    }
}

diesel::table! {
    chat_logins (tenant_id, browser_hash) {
        tenant_id -> Uuid,
        browser_hash -> Bytea,
        code_hash -> Bytea,
        number -> Int2,
        choices -> Array<Int2>,
        state -> Text,
        account_id -> Nullable<Uuid>,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    chat_messages (id) {
        id -> Int8,
        bot_id -> Uuid,
        chat -> Text,
        is_answer -> Bool,
        content -> Jsonb,
        tenant_id -> Nullable<Uuid>,
        notice_id -> Nullable<Uuid>,
        attempts -> Int4,
        run_at -> Timestamptz,
        begun_on -> Nullable<Uuid>,
    }
}

diesel::table! {
    chat_updates (bot_id, number) {
        bot_id -> Uuid,
        number -> Int8,
        received_at -> Timestamptz,
    }
}

diesel::table! {
    chats (bot_id, chat) {
        bot_id -> Uuid,
        chat -> Text,
        tenant_id -> Nullable<Uuid>,
        locale -> Text,
        state -> Jsonb,
        version -> Int8,
        unreachable_at -> Nullable<Timestamptz>,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    compiled_components (sha256, compatibility) {
        sha256 -> Bytea,
        compatibility -> Text,
        digest -> Bytea,
    }
}

diesel::table! {
    components (sha256) {
        sha256 -> Bytea,
        wasm -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    consent_requests (tenant_id, account_id) {
        tenant_id -> Uuid,
        account_id -> Uuid,
        email -> Text,
        token_hash -> Nullable<Bytea>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    credentials (tenant_id, account_id, name) {
        tenant_id -> Uuid,
        account_id -> Uuid,
        name -> Text,
        assurance -> Text,
        given_at -> Timestamptz,
        until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    decisions (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Int8,
        at -> Timestamptz,
        version -> Int4,
        question -> Text,
        facts -> Jsonb,
        verdict -> Jsonb,
        subject_id -> Uuid,
        account_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    email_links (tenant_id, account_id) {
        tenant_id -> Uuid,
        account_id -> Uuid,
        email -> Text,
        token_hash -> Nullable<Bytea>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    favourites (tenant_id, account_id, mission_id) {
        tenant_id -> Uuid,
        account_id -> Uuid,
        mission_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    guild_codes (tenant_id, association_id) {
        tenant_id -> Uuid,
        association_id -> Uuid,
        code_hash -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    guilds (bot_id, guild) {
        bot_id -> Uuid,
        guild -> Text,
        tenant_id -> Uuid,
        association_id -> Uuid,
        channel -> Nullable<Text>,
        role -> Nullable<Text>,
        announces_all -> Bool,
        bound_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_keys (tenant_id, account_id, key) {
        tenant_id -> Uuid,
        account_id -> Uuid,
        key -> Text,
        fingerprint -> Bytea,
        status -> Nullable<Int2>,
        answer -> Nullable<Jsonb>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    identities (tenant_id, provider, subject) {
        tenant_id -> Uuid,
        provider -> Text,
        subject -> Text,
        account_id -> Uuid,
        linked_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        association_id -> Uuid,
        email -> Text,
        role -> Text,
        invited_by -> Uuid,
        token_hash -> Nullable<Bytea>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    jobs (id) {
        id -> Int8,
        tenant_id -> Uuid,
        kind -> Text,
        subject -> Text,
        run_at -> Timestamptz,
        attempts -> Int4,
        leased_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        dead_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Uuid,
        until -> Timestamptz,
    }
}

diesel::table! {
    ledger (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Int8,
        at -> Timestamptz,
        actor_id -> Nullable<Uuid>,
        source -> Text,
        action -> Text,
        subject_id -> Uuid,
        details -> Jsonb,
        on_behalf_of -> Nullable<Uuid>,
    }
}

diesel::table! {
    ledger_chain (tenant_id, position) {
        tenant_id -> Uuid,
        position -> Int8,
        ledger_id -> Int8,
        hash -> Bytea,
    }
}

diesel::table! {
    ledger_cursors (tenant_id) {
        tenant_id -> Uuid,
        settled -> Int8,
    }
}

diesel::table! {
    magic_links (tenant_id, token_hash) {
        tenant_id -> Uuid,
        token_hash -> Bytea,
        account_id -> Uuid,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    mail_preferences (tenant_id, account_id, topic) {
        tenant_id -> Uuid,
        account_id -> Uuid,
        topic -> Text,
        mode -> Text,
    }
}

diesel::table! {
    memberships (tenant_id, association_id, account_id) {
        tenant_id -> Uuid,
        association_id -> Uuid,
        account_id -> Uuid,
        role -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    merged_accounts (tenant_id, guest_id) {
        tenant_id -> Uuid,
        guest_id -> Uuid,
        account_id -> Uuid,
        merged_at -> Timestamptz,
    }
}

diesel::table! {
    messages (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        sign_up_id -> Uuid,
        author_id -> Uuid,
        side -> Text,
        text -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    mission_addresses (tenant_id, mission_id, position) {
        tenant_id -> Uuid,
        mission_id -> Uuid,
        position -> Int2,
        label -> Text,
        street -> Text,
        postcode -> Text,
        areas -> Array<Text>,
        lat -> Float8,
        lon -> Float8,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Tsvector;

    missions (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        association_id -> Uuid,
        title -> Text,
        description -> Text,
        language -> Text,
        domain -> Text,
        activities -> Array<Text>,
        beneficiaries -> Array<Text>,
        open_to_minors -> Bool,
        accessible -> Bool,
        remote -> Bool,
        prerequisites -> Array<Text>,
        motivation_wanted -> Bool,
        acceptance -> Text,
        waiting_list -> Bool,
        contact_name -> Nullable<Text>,
        contact_email -> Nullable<Text>,
        contact_phone -> Nullable<Text>,
        state -> Text,
        reasons -> Jsonb,
        version -> Int4,
        created_at -> Timestamptz,
        submitted_at -> Nullable<Timestamptz>,
        published_at -> Nullable<Timestamptz>,
        keywords -> Text,
        words -> Tsvector,
        over_at -> Nullable<Timestamptz>,
        offered_to -> Nullable<Uuid>,
        translations -> Jsonb,
    }
}

diesel::table! {
    notices (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        kind -> Text,
        subject_id -> Uuid,
        key -> Text,
        created_at -> Timestamptz,
        due_at -> Timestamptz,
        in_digest -> Bool,
        sent_at -> Nullable<Timestamptz>,
        dropped_at -> Nullable<Timestamptz>,
        by_mail -> Bool,
    }
}

diesel::table! {
    pictures (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        mission_id -> Nullable<Uuid>,
        association_id -> Nullable<Uuid>,
        media_type -> Text,
        width -> Int4,
        height -> Int4,
        alt -> Text,
        hash -> Bytea,
        bytes -> Bytea,
        small -> Nullable<Bytea>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    provider_secrets (tenant_id, provider) {
        tenant_id -> Uuid,
        provider -> Text,
        secret -> Bytea,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    rule_versions (tenant_id, version) {
        tenant_id -> Uuid,
        version -> Int4,
        name -> Nullable<Text>,
        component -> Bytea,
        parameters -> Jsonb,
        origin -> Text,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Tsvector;

    search_documents (tenant_id, mission_id) {
        tenant_id -> Uuid,
        mission_id -> Uuid,
        live -> Bool,
        open -> Bool,
        association_id -> Uuid,
        published_at -> Timestamptz,
        words -> Tsvector,
        names -> Tsvector,
        labels -> Array<Text>,
        starts -> Array<Nullable<Timestamptz>>,
        free_starts -> Array<Nullable<Timestamptz>>,
        undated -> Bool,
        undated_free -> Bool,
        need -> Int2,
        stale_at -> Nullable<Timestamptz>,
        digest -> Text,
        position -> Int8,
        written_at -> Timestamptz,
    }
}

diesel::table! {
    search_epoch (single) {
        id -> Uuid,
        single -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Point;

    search_places (tenant_id, mission_id, number) {
        tenant_id -> Uuid,
        mission_id -> Uuid,
        number -> Int2,
        at -> Point,
    }
}

diesel::table! {
    search_words (tenant_id, word) {
        tenant_id -> Uuid,
        word -> Text,
        documents -> Int4,
    }
}

diesel::table! {
    sessions (tenant_id, token_hash) {
        tenant_id -> Uuid,
        token_hash -> Bytea,
        account_id -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    sign_ups (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        mission_id -> Uuid,
        slot_id -> Uuid,
        account_id -> Uuid,
        state -> Text,
        rank -> Int8,
        holds_place -> Bool,
        motivation -> Nullable<Text>,
        reason -> Nullable<Text>,
        offered_until -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        changed_at -> Timestamptz,
        minutes -> Nullable<Int4>,
        confirmed_at -> Nullable<Timestamptz>,
        answered_at -> Nullable<Timestamptz>,
        nags -> Int2,
        priority -> Int2,
    }
}

diesel::table! {
    slots (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        mission_id -> Uuid,
        starts_at -> Nullable<Timestamptz>,
        ends_at -> Nullable<Timestamptz>,
        capacity -> Int4,
        taken -> Int4,
        waiting -> Int4,
        arrivals -> Int8,
        sequence -> Int4,
        check_in_code -> Nullable<Text>,
        reminded_at -> Nullable<Timestamptz>,
        thanked_at -> Nullable<Timestamptz>,
        closed_at -> Nullable<Timestamptz>,
        dropped_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    statistics_cells (tenant_id, month, domain, areas) {
        tenant_id -> Uuid,
        month -> Date,
        domain -> Text,
        areas -> Array<Text>,
        engagements -> Int8,
        attended -> Int8,
        minutes -> Int8,
        answered -> Int8,
        answer_seconds -> Int8,
        missions -> Int8,
        places_offered -> Int8,
        places_filled -> Int8,
        people -> Bytea,
    }
}

diesel::table! {
    statistics_months (tenant_id, month) {
        tenant_id -> Uuid,
        month -> Date,
        counted_at -> Timestamptz,
    }
}

diesel::table! {
    statistics_refreshes (tenant_id) {
        tenant_id -> Uuid,
        refreshed_at -> Timestamptz,
    }
}

diesel::table! {
    tenant_hosts (host) {
        host -> Text,
        tenant_id -> Uuid,
    }
}

diesel::table! {
    tenants (id) {
        id -> Uuid,
        code -> Text,
        config -> Jsonb,
        texts -> Jsonb,
        version -> Int8,
        created_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
        rules -> Nullable<Jsonb>,
    }
}

diesel::table! {
    thread_reads (tenant_id, sign_up_id, account_id) {
        tenant_id -> Uuid,
        sign_up_id -> Uuid,
        account_id -> Uuid,
        read_at -> Timestamptz,
    }
}

diesel::table! {
    thread_reports (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        sign_up_id -> Uuid,
        reported_by -> Uuid,
        reason -> Nullable<Text>,
        created_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
    }
}

diesel::joinable!(accounts -> tenants (tenant_id));
diesel::joinable!(alerts -> tenants (tenant_id));
diesel::joinable!(associations -> tenants (tenant_id));
diesel::joinable!(attestations -> tenants (tenant_id));
diesel::joinable!(bots -> tenants (tenant_id));
diesel::joinable!(chat_logins -> tenants (tenant_id));
diesel::joinable!(chat_messages -> tenants (tenant_id));
diesel::joinable!(chats -> bots (bot_id));
diesel::joinable!(chats -> tenants (tenant_id));
diesel::joinable!(decisions -> tenants (tenant_id));
diesel::joinable!(guilds -> bots (bot_id));
diesel::joinable!(guilds -> tenants (tenant_id));
diesel::joinable!(jobs -> tenants (tenant_id));
diesel::joinable!(ledger -> tenants (tenant_id));
diesel::joinable!(ledger_chain -> tenants (tenant_id));
diesel::joinable!(ledger_cursors -> tenants (tenant_id));
diesel::joinable!(missions -> tenants (tenant_id));
diesel::joinable!(pictures -> tenants (tenant_id));
diesel::joinable!(provider_secrets -> tenants (tenant_id));
diesel::joinable!(rule_versions -> tenants (tenant_id));
diesel::joinable!(search_documents -> tenants (tenant_id));
diesel::joinable!(search_words -> tenants (tenant_id));
diesel::joinable!(statistics_months -> tenants (tenant_id));
diesel::joinable!(statistics_refreshes -> tenants (tenant_id));
diesel::joinable!(tenant_hosts -> tenants (tenant_id));

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    alert_keys,
    alerts,
    announcements,
    api_tokens,
    associations,
    attestations,
    bots,
    chat_codes,
    chat_identities,
    chat_logins,
    chat_messages,
    chat_updates,
    chats,
    compiled_components,
    components,
    consent_requests,
    credentials,
    decisions,
    email_links,
    favourites,
    guild_codes,
    guilds,
    idempotency_keys,
    identities,
    invitations,
    jobs,
    leases,
    ledger,
    ledger_chain,
    ledger_cursors,
    magic_links,
    mail_preferences,
    memberships,
    merged_accounts,
    messages,
    mission_addresses,
    missions,
    notices,
    pictures,
    provider_secrets,
    rule_versions,
    search_documents,
    search_epoch,
    search_places,
    search_words,
    sessions,
    sign_ups,
    slots,
    statistics_cells,
    statistics_months,
    statistics_refreshes,
    tenant_hosts,
    tenants,
    thread_reads,
    thread_reports,
);
