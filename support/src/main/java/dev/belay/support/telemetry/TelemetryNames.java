package dev.belay.support.telemetry;

/**
 * The names under which the library shows what it does: those of the runbook ("Telemetry
 * Integration", "Key Metrics"), which its dashboards and alerts search for. They do not change
 * without an entry in {@code UPGRADING.md}.
 */
public final class TelemetryNames {

  private TelemetryNames() {}

  /** Spans. */
  public static final class Spans {

    /** One resolution of a user's credential, from the first lookup to the result. */
    public static final String PROVIDERS_RESOLVE = "providers.resolve";

    /** The making of a client for a request. */
    public static final String SUPABASE_INIT = "supabase.init";

    /** The making of a client in a proxy or filter. */
    public static final String PROXY_SUPABASE_INIT = "proxy.supabase.init";

    /** The question who is calling. */
    public static final String SUPABASE_AUTH_GET_USER = "supabase.auth.getUser";

    /** A feature had to do without Redis. */
    public static final String REDIS_UNAVAILABLE = "redis.unavailable";

    /** The exchange of a refresh token for a new session. */
    public static final String SUPABASE_AUTH_REFRESH = "supabase.auth.refresh";

    /** A sign-out. */
    public static final String SUPABASE_AUTH_SIGN_OUT = "supabase.auth.signOut";

    /** One attempt to deliver an event of the outbox. */
    public static final String WEBHOOK_DELIVERY = "webhooks.deliver";

    /** One question, or many at once, who may use a realtime topic. */
    public static final String REALTIME_AUTHORIZE = "realtime.authorize";

    /** One call of a broadcaster. */
    public static final String REALTIME_BROADCAST = "realtime.broadcast";

    private Spans() {}

    /**
     * The span of one webhook endpoint.
     *
     * @param name the endpoint's name, such as {@code trips}
     * @return {@code webhook.<name>}
     */
    public static String webhook(String name) {
      return "webhook." + name;
    }

    /**
     * The span of one call of an SQL function.
     *
     * @param function the function's name
     * @return {@code supabase.rpc.<function>}
     */
    public static String rpc(String function) {
      return "supabase.rpc." + function;
    }
  }

  /** Events on the current span. */
  public static final class Events {

    /** A webhook was refused; attribute {@link Attributes#REASON}, see {@link Reasons}. */
    public static final String WEBHOOK_VERIFICATION_FAILED = "webhook_verification_failed";

    /** Redis could not be reached; attribute {@link Attributes#FEATURE}. */
    public static final String REDIS_UNAVAILABLE = "redis_unavailable";

    private Events() {}
  }

  /** Why a webhook was refused. */
  public static final class Reasons {

    /** The service has no secret to verify with. */
    public static final String MISSING_SECRET_ENV = "missing_secret_env";

    /** The request has no signature. */
    public static final String MISSING_SIGNATURE = "missing_signature";

    /** The signature does not fit the body. */
    public static final String INVALID_SIGNATURE = "invalid_signature";

    /** The body is not JSON. */
    public static final String INVALID_JSON = "invalid_json";

    /** The body is JSON of another shape. */
    public static final String INVALID_PAYLOAD_SHAPE = "invalid_payload_shape";

    /** The body is larger than allowed. */
    public static final String PAYLOAD_TOO_LARGE = "payload_too_large";

    /** The body could not be read. */
    public static final String BODY_READ_ERROR = "body_read_error";

    private Reasons() {}
  }

  /**
   * Instruments of OpenTelemetry. A Prometheus scrape shows a counter with {@code _total} and a
   * histogram with {@code _bucket}, dots becoming underscores; the unit is left empty, since it
   * would become a part of the name that the runbook's queries do not have.
   */
  public static final class Metrics {

    /** Counter, by {@link Attributes#STATUS}: {@code providers_resolve_total}. */
    public static final String PROVIDERS_RESOLVE = "providers.resolve";

    /** Histogram of seconds: {@code vault_operation_duration_bucket}. */
    public static final String VAULT_OPERATION_DURATION = "vault.operation.duration";

    /** Counter: {@code rls_policy_violation_total}. */
    public static final String RLS_POLICY_VIOLATION = "rls.policy.violation";

    /**
     * Counter of the reads of keys that had to be recorded, by {@link Attributes#STATUS}: {@code
     * vault_read_audit_total}.
     */
    public static final String VAULT_READ_AUDIT = "vault.read.audit";

    /**
     * Counter of refused webhooks, by {@link Attributes#REASON} and {@link Attributes#ROUTE}:
     * {@code webhook_verification_failed_total}. It goes with each event {@link
     * Events#WEBHOOK_VERIFICATION_FAILED}, since Prometheus cannot see events.
     */
    public static final String WEBHOOK_VERIFICATION_FAILED = "webhook.verification_failed";

    /**
     * Counter of webhooks and jobs that came, by {@link Attributes#ROUTE} and {@link
     * Attributes#HTTP_STATUS}, what they were answered: {@code webhook_requests_total}.
     */
    public static final String WEBHOOK_REQUESTS = "webhook.requests";

    /**
     * Counter of attempts to deliver, by {@link Attributes#ENDPOINT} and {@link Attributes#STATUS}
     * ({@code delivered}, {@code retry}, {@code dead}, {@code gone}): {@code
     * webhook_deliveries_total}.
     */
    public static final String WEBHOOK_DELIVERIES = "webhook.deliveries";

    /** Histogram of seconds, with the same labels: {@code webhook_delivery_duration_bucket}. */
    public static final String WEBHOOK_DELIVERY_DURATION = "webhook.delivery.duration";

    /**
     * Gauge of deliveries, by {@link Attributes#ENDPOINT} and {@link Attributes#STATUS} ({@code
     * waiting}, {@code in_flight}, {@code dead}): {@code webhook_backlog}.
     */
    public static final String WEBHOOK_BACKLOG = "webhook.backlog";

    /**
     * Gauge of seconds, the age of the oldest undelivered event by {@link Attributes#ENDPOINT}:
     * {@code webhook_backlog_age}.
     */
    public static final String WEBHOOK_BACKLOG_AGE = "webhook.backlog.age";

    /**
     * Counter of decisions who may use a realtime topic, by {@link Attributes#REASON} and {@link
     * Attributes#REALTIME_OPERATION}: {@code realtime_decisions_total}.
     */
    public static final String REALTIME_DECISIONS = "realtime.decisions";

    /**
     * Counter of attempts to connect to Realtime, by {@link Attributes#STATUS} and {@link
     * Attributes#REASON}: {@code realtime_connections_total}.
     */
    public static final String REALTIME_CONNECTIONS = "realtime.connections";

    /**
     * Counter of joins of a channel and losses of one, by {@link Attributes#STATUS} and {@link
     * Attributes#REASON}: {@code realtime_joins_total}.
     */
    public static final String REALTIME_JOINS = "realtime.joins";

    /**
     * Counter of messages that came on channels, by {@link Attributes#STATUS} ({@code success},
     * {@code dropped}): {@code realtime_messages_total}.
     */
    public static final String REALTIME_MESSAGES = "realtime.messages";

    /**
     * Counter of messages that a broadcaster sent, by {@link Attributes#OPERATION} (the way) and
     * {@link Attributes#STATUS}: {@code realtime_broadcasts_total}.
     */
    public static final String REALTIME_BROADCASTS = "realtime.broadcasts";

    private Metrics() {}
  }

  /** Attributes of spans, events, metrics and alerts. */
  public static final class Attributes {

    /** The model that a resolution chose. */
    public static final String MODEL_ID = "modelId";

    /** The way by which a credential was found; the same as the source. */
    public static final String PATH = "path";

    /** The provider, {@code gateway} on both gateway paths. */
    public static final String PROVIDER = "provider";

    /** Whose credential is used. */
    public static final String CREDENTIAL_SOURCE = "credentialSource";

    /** The gateway's host. */
    public static final String BASE_URL_HOST = "baseUrlHost";

    /** Who chose the gateway: {@code default}, {@code team} or {@code user}. */
    public static final String BASE_URL_SOURCE = "baseUrlSource";

    /** The user as a keyed hash, see {@link UserIdHash}; left out where there is no key. */
    public static final String USER_ID_HASH = "user.id_hash";

    /** How something ended, see {@link Statuses}. */
    public static final String STATUS = "status";

    /** The SQL function that was called, such as {@code get_user_api_key}. */
    public static final String OPERATION = "operation";

    /** Why something was refused or degraded: one of a closed set of words. */
    public static final String REASON = "reason";

    /** The feature that is concerned, such as {@code cache.tags}. */
    public static final String FEATURE = "feature";

    /** The route that is concerned. */
    public static final String ROUTE = "route";

    /** The class or code of an error, never its text (OpenTelemetry, "Recording errors"). */
    public static final String ERROR_TYPE = "error.type";

    /** Whether it is known who is calling: {@code true} or {@code false}. */
    public static final String USER_AUTHENTICATED = "user.authenticated";

    /** The database's kind, {@code postgres} for Supabase. */
    public static final String DB_SYSTEM = "db.system";

    /** What a Supabase client does, such as {@code auth.getUser}. */
    public static final String DB_SUPABASE_OPERATION = "db.supabase.operation";

    /** The endpoint of a webhook, such as {@code trips}. */
    public static final String ENDPOINT = "endpoint";

    /** Which attempt it is, 1 for the first. */
    public static final String ATTEMPT = "attempt";

    /** The status of an HTTP answer (OpenTelemetry's own name). */
    public static final String HTTP_STATUS = "http.response.status_code";

    /** What is to be done with a topic: {@code read} or {@code write}. */
    public static final String REALTIME_OPERATION = "realtime.operation";

    /** The prefix under which a topic's kind is registered. */
    public static final String REALTIME_KIND = "realtime.kind";

    private Attributes() {}
  }

  /** Values of {@link Attributes#STATUS}. */
  public static final class Statuses {

    /** It was done. */
    public static final String SUCCESS = "success";

    /** It was not done, by decision and for a {@link Attributes#REASON}. */
    public static final String REFUSED = "refused";

    /** It could not be done. */
    public static final String ERROR = "error";

    /** A read is on record. */
    public static final String RECORDED = "recorded";

    /** A read is not on record, since there was no room or no time. */
    public static final String DROPPED = "dropped";

    /** A read is not on record, since the database refused or was away. */
    public static final String FAILED = "failed";

    private Statuses() {}
  }

  /** Events of {@link OperationalAlerts}. */
  public static final class Alerts {

    /** A webhook was refused; labels {@code reason} and {@code route}. */
    public static final String WEBHOOK_VERIFICATION_FAILED = "webhook.verification_failed";

    /** Redis could not be reached; label {@code feature}. */
    public static final String REDIS_UNAVAILABLE = "redis.unavailable";

    /** Events are handled without knowing whether they are duplicates; label {@code reason}. */
    public static final String IDEMPOTENCY_DEGRADED = "idempotency.degraded";

    /** Requests are served without a limit on their rate; label {@code reason}. */
    public static final String RATELIMIT_DEGRADED = "ratelimit.degraded";

    /** The next rotation of QStash's signing keys will refuse every job. */
    public static final String QSTASH_NEXT_SIGNING_KEY_MISSING = "qstash.next_signing_key_missing";

    /** An event is not delivered and not tried again; labels {@code endpoint}, {@code reason}. */
    public static final String WEBHOOK_DEAD_LETTER = "webhook.dead_letter";

    /** An endpoint answered 410 and is disabled; labels {@code endpoint}, {@code reason}. */
    public static final String WEBHOOK_ENDPOINT_DISABLED = "webhook.endpoint_disabled";

    /** Nothing is sent to an endpoint, since nobody says where it is; label {@code endpoint}. */
    public static final String WEBHOOK_ENDPOINT_UNCONFIGURED = "webhook.endpoint_unconfigured";

    /** A dispatcher cannot work with its database; labels {@code operation}, {@code reason}. */
    public static final String WEBHOOK_OUTBOX_UNAVAILABLE = "webhook.outbox_unavailable";

    /**
     * The rule of a kind of topic raised an error, so all are denied; labels {@code realtime.kind},
     * {@code realtime.operation}.
     */
    public static final String REALTIME_RULE_FAILED = "realtime.rule_failed";

    private Alerts() {}
  }
}
