-- Anne's key is in the vault. Ben's secrets are gone, and one of his services is no longer known.
insert into auth.users (id) values
  ('00000000-0000-4000-8000-00000000000a'),
  ('00000000-0000-4000-8000-00000000000b');

insert into public.api_keys (user_id, service, vault_secret_name, created_at, last_used) values
  ('00000000-0000-4000-8000-00000000000a', 'openai', 'openai_api_key_00000000-0000-4000-8000-00000000000a',
    '2025-11-01 12:00+00', '2025-11-02 12:00+00'),
  ('00000000-0000-4000-8000-00000000000b', 'xai', 'xai_api_key_00000000-0000-4000-8000-00000000000b',
    '2025-11-01 12:00+00', null),
  ('00000000-0000-4000-8000-00000000000b', 'retired', 'retired_api_key_00000000-0000-4000-8000-00000000000b',
    '2025-11-01 12:00+00', null);

insert into public.api_gateway_configs (user_id, base_url) values
  ('00000000-0000-4000-8000-00000000000a', 'http://169.254.169.254/latest'),
  ('00000000-0000-4000-8000-00000000000b', 'https://gateway.example/v1');

insert into public.user_settings (user_id, theme, allow_gateway_fallback) values
  ('00000000-0000-4000-8000-00000000000a', 'light', true),
  ('00000000-0000-4000-8000-00000000000b', 'dark', null);
