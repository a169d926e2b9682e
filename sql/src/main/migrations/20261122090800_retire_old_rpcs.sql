-- Removes the functions of an adopted project that stand in the place of Belay's RPCs.
-- They are dropped, not replaced: `create or replace` cannot change a return type, adds an overload where the
-- arguments differ, and keeps the old grants and owner. A function of Belay's own says so in its comment; those of
-- other owners were refused by the first migration.
do $$
declare
  old_function record;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  for old_function in
    select p.oid::regprocedure::text as signature
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public'
      and p.proname in (
        'insert_user_api_key', 'get_user_api_key', 'touch_user_api_key', 'delete_user_api_key',
        'delete_all_user_api_keys', 'list_user_api_keys', 'register_api_key_service', 'upsert_user_gateway_config',
        'get_user_gateway_base_url', 'delete_user_gateway_config', 'insert_user_gateway_key',
        'get_user_allow_gateway_fallback', 'set_user_allow_gateway_fallback', 'resolve_user_credentials',
        'list_api_key_envelopes', 'replace_api_key_envelope', 'record_api_key_reads', 'list_api_key_audit',
        'trim_api_key_audit', 'check_byok_vault_health', 'purge_api_keys', 'belay_schema_version',
        'record_api_key_health', 'list_api_key_health',
        'get_cache_tag_versions', 'bump_cache_tags', 'trim_cache_tag_versions',
        'begin_idempotency_lease', 'commit_idempotency_lease', 'release_idempotency_lease', 'renew_idempotency_lease',
        'trim_idempotency_keys',
        'claim_webhook_deliveries', 'complete_webhook_deliveries', 'extend_webhook_leases',
        'release_webhook_deliveries', 'upsert_webhook_endpoint', 'list_webhook_endpoints', 'pause_webhook_endpoint',
        'resume_webhook_endpoint', 'record_webhook_fingerprint', 'get_webhook_secret_fingerprint',
        'list_webhook_watches', 'list_webhook_backlog', 'replay_webhook_events', 'trim_webhook_outbox',
        'list_webhook_attempts', 'list_webhook_dead_letters'
      )
      and coalesce(obj_description(p.oid, 'pg_proc'), '') not like 'Belay RPC%'
  loop
    execute format('drop routine %s', old_function.signature);
    raise notice 'belay: dropped the old function %', old_function.signature;
  end loop;
end
$$;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090800' $$;
