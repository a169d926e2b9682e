#!/usr/bin/env bash
# The runbook's "BYOK Verification" and "Complete BYOK Lifecycle Test", as requests that a project answers. What differs:
# the user id is the UUID of a user who exists, the project's gateway wants the header apikey, a key of the form sb_... is
# not a token and does not go into Authorization, and on the portable vault the key is sent as an envelope.
#
#   SUPABASE_URL                 https://<project>.supabase.co, or http on this machine itself
#   SUPABASE_SERVICE_ROLE_KEY    the secret key, of either kind
#   SUPABASE_ANON_KEY            the public key, of either kind
#   BYOK_USER_ID                 a user who may lose an openai key and a gateway: both are replaced and then deleted
#   BYOK_API_KEY                 what is stored: a key where Supabase Vault is, else what `belay keys seal` prints
#   BYOK_NEXT_API_KEY            what takes its place
#
# Prints one line for each request and no key. What it has stored it removes again, also where a later request fails. Exit
# codes: 0 if everything is as the runbook promises, 1 if not, 2 if a variable is missing or is not in its form.
set -euo pipefail
LC_ALL=C # Ranges of letters mean ASCII.

for name in SUPABASE_URL SUPABASE_SERVICE_ROLE_KEY SUPABASE_ANON_KEY BYOK_USER_ID BYOK_API_KEY BYOK_NEXT_API_KEY; do
  [ -n "${!name:-}" ] || { echo "byok.sh: $name is not set" >&2; exit 2; }
done

# All of them go into JSON, a header or the address as they are.
check() { # variable, what it has to be, pattern
  [[ ${!1} =~ ^($3)$ ]] || { echo "byok.sh: $1 is not $2" >&2; exit 2; }
}
check_key() {
  check "$1" "a key or an envelope" '[A-Za-z0-9._~+/=:-]{1,8192}'
  case ${!1} in
    belay.v*) check "$1" "an envelope" 'belay\.v1\.[a-z0-9-]{1,32}\.[A-Za-z0-9_-]+' ;;
  esac
}
path='(/[A-Za-z0-9._~-]+)*/?'
check SUPABASE_URL "an https address, or http on this machine" \
  "https://[A-Za-z0-9.-]+(:[0-9]+)?$path|http://(localhost|127\.0\.0\.1|\[::1])(:[0-9]+)?$path"
check SUPABASE_SERVICE_ROLE_KEY "a key" '[A-Za-z0-9._-]+'
check SUPABASE_ANON_KEY "a key" '[A-Za-z0-9._-]+'
check BYOK_USER_ID "a UUID" '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
check_key BYOK_API_KEY
check_key BYOK_NEXT_API_KEY

# A .curlrc could send the keys elsewhere, and so could a proxy for what is to stay on this machine.
curl=(curl -q --globoff --proto '=https')
case $SUPABASE_URL in http:*) curl=(curl -q --globoff --proto '=http' --noproxy '*') ;; esac

# The headers that carry a key. They reach curl through a pipe: other users can read a process's arguments.
credentials() {
  printf 'apikey: %s\n' "$1"
  case $1 in sb_*) ;; *) printf 'Authorization: Bearer %s\n' "$1" ;; esac
}

# Sends one request; leaves the answer's body in $body and its status in $status.
post() { # key, function, JSON
  local answer
  body=
  answer=$(printf '%s' "$3" | "${curl[@]}" --silent --show-error --max-time 30 --write-out '\n%{http_code}' \
    -X POST "${SUPABASE_URL%/}/rest/v1/rpc/$2" \
    -H @<(credentials "$1") \
    -H "Content-Type: application/json" \
    --data-binary @-) || { unanswered "$@"; echo "FAILED  $2: there is no answer"; exit 1; }
  status=${answer##*$'\n'}
  body=${answer%$'\n'*}
  note "$2" "$status"
}

# Remembers what may lie in the database. A refusal has stored nothing; what was there before it is not ours to remove.
left_key=
left_gateway=
note() { # function, status
  refused "$2" && return
  case $1:$2 in
    insert_user_api_key:*) left_key=yes ;;
    upsert_user_gateway_config:*) left_gateway=yes ;;
    delete_user_api_key:20*) left_key= ;;
    delete_user_gateway_config:20*) left_gateway= ;;
  esac
}

# The database's own refusal has a code, also where PostgREST makes a 500 of it; its transaction was rolled back.
refused() { # status
  [[ $1 == 4* || ($1 == 5* && $body == *'"code":"'*) ]]
}

# Without an answer, what the service role has sent may be stored. Anon's request is not taken for stored.
unanswered() { # key, function
  [ "$1" = "$SUPABASE_ANON_KEY" ] || note "$2" 0
}

# In subshells, since a request without an answer ends its shell.
tidy() {
  local code=$?
  trap - EXIT
  if [ -n "$left_key" ]; then
    (as_service delete_user_api_key "$key" && expect "the test key is removed again" "20[04]") || code=1
  fi
  if [ -n "$left_gateway" ]; then
    (as_service delete_user_gateway_config "$user" && expect "the test gateway is removed again" "20[04]") || code=1
  fi
  exit "$code"
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

as_anon() { post "$SUPABASE_ANON_KEY" "$@"; }
as_service() { post "$SUPABASE_SERVICE_ROLE_KEY" "$@"; }

# A body is compared and never printed: it can be a key.
expect() { # what, expected status, and the expected body if it matters
  if [[ $status =~ ^($2)$ ]] && { [ $# -lt 3 ] || [ "$body" = "$3" ]; }; then
    echo "ok      $1"
  else
    echo "FAILED  $1 (HTTP $status)"
    exit 1
  fi
}

key="{\"p_user_id\":\"$BYOK_USER_ID\",\"p_service\":\"openai\"}"
new_key="{\"p_user_id\":\"$BYOK_USER_ID\",\"p_service\":\"openai\",\"p_api_key\":\"$BYOK_API_KEY\"}"
next_key="{\"p_user_id\":\"$BYOK_USER_ID\",\"p_service\":\"openai\",\"p_api_key\":\"$BYOK_NEXT_API_KEY\"}"
user="{\"p_user_id\":\"$BYOK_USER_ID\"}"
gateway="{\"p_user_id\":\"$BYOK_USER_ID\",\"p_base_url\":\"https://my-gateway.vercel.sh/v1\"}"

# Negative: anon should fail
as_anon insert_user_api_key "$new_key"
expect "anon may not insert a key" "401|403"
as_anon get_user_api_key "$key"
expect "anon may not read a key" "401|403"
as_anon touch_user_api_key "$key"
expect "anon may not touch a key" "401|403"
as_anon delete_user_api_key "$key"
expect "anon may not delete a key" "401|403"
as_anon upsert_user_gateway_config "$gateway"
expect "anon may not set a gateway" "401|403"

# Gateway config
as_service upsert_user_gateway_config "$gateway"
expect "the service role sets a gateway" "20[04]"
as_service get_user_gateway_base_url "$user"
expect "the service role reads it" 200 '"https://my-gateway.vercel.sh/v1"'
as_service delete_user_gateway_config "$user"
expect "the service role removes it" "20[04]"

# 1. Insert API key
as_service insert_user_api_key "$new_key"
expect "the service role inserts a key" "20[04]"

# 2. Retrieve API key
as_service get_user_api_key "$key"
expect "the service role reads it" 200 "\"$BYOK_API_KEY\""

# 3. Update last_used timestamp
as_service touch_user_api_key "$key"
expect "the service role touches it" "20[04]"

# Another key takes its place
as_service insert_user_api_key "$next_key"
expect "the service role replaces it" "20[04]"
as_service get_user_api_key "$key"
expect "the service role reads the new one" 200 "\"$BYOK_NEXT_API_KEY\""

# 4. Delete API key
as_service delete_user_api_key "$key"
expect "the service role deletes it" "20[04]"
as_service get_user_api_key "$key"
expect "nothing is left" 200 null
