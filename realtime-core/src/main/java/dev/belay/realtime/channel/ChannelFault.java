package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why a channel is not subscribed, and what helps. The server's codes are those of Supabase,
 * "Realtime Error Codes"; its sentences, which can hold a topic or a part of a token, are dropped.
 */
public enum ChannelFault {

  /** The policies do not let this user read the topic. */
  UNAUTHORIZED(Remedy.GIVE_UP, "Unauthorized"),

  /** The user could read the topic, and no longer can. */
  REVOKED(Remedy.GIVE_UP),

  /**
   * The channel was left, and is joined again, to have the policies read anew: after a notice that
   * the user's access has changed, or as {@link RealtimeChannel#recheck} asks. If the user has lost
   * it, {@link #REVOKED} comes with the server's refusal, which a hosted project holds back for
   * five seconds.
   */
  RECHECKED(Remedy.RETRY),

  /** The source of access tokens has none: nobody is signed in. */
  SIGNED_OUT(Remedy.GIVE_UP),

  /** The source of access tokens failed, or took too long. */
  TOKEN_UNAVAILABLE(Remedy.RETRY),

  /** The access token's time is over, or it lacks {@code role} or {@code exp}. */
  TOKEN_EXPIRED(Remedy.REFRESH_TOKEN, "InvalidJWTToken", "InvalidJWTExpiration"),

  /** The access token is not a JWT. */
  TOKEN_MALFORMED(Remedy.GIVE_UP, "MalformedJWT"),

  /** The access token was not signed for this project. */
  TOKEN_SIGNATURE(Remedy.GIVE_UP, "JwtSignatureError", "JwtSignerError"),

  /** There is no topic after {@code realtime:}. */
  TOPIC_MISSING(Remedy.GIVE_UP, "TopicNameRequired"),

  /** The project has private channels only, and this one was asked for as a public one. */
  PRIVATE_ONLY(Remedy.GIVE_UP, "PrivateOnly"),

  /** There is no such project. */
  PROJECT_UNKNOWN(Remedy.GIVE_UP, "TenantNotFound"),

  /** Realtime is switched off for the project. */
  REALTIME_DISABLED(Remedy.GIVE_UP, "RealtimeDisabledForTenant"),

  /** The replay that was asked for is not possible. */
  REPLAY_REFUSED(Remedy.GIVE_UP, "UnableToReplayMessages"),

  /** The gateway refused the connection: wrong API key or address. */
  CONNECTION_REFUSED(Remedy.GIVE_UP),

  /** The project has as many connections, joins or channels as its plan allows. */
  LIMIT_REACHED(
      Remedy.RETRY,
      "ConnectionRateLimitReached",
      "ClientJoinRateLimitReached",
      "ChannelRateLimitReached",
      "DatabaseConnectionRateLimitReached"),

  /** Too many messages were sent for the project's plan. */
  RATE_EXCEEDED(Remedy.RETRY),

  /** Realtime cannot work with the project's database for now. */
  DATABASE_UNAVAILABLE(
      Remedy.RETRY,
      "InitializingProjectConnection",
      "IncreaseConnectionPool",
      "DatabaseLackOfConnections",
      "UnableToConnectToProject",
      "UnableToSetPolicies",
      "MissingPartition",
      "QueryCanceled"),

  /** Realtime restarts, or its nodes do not reach each other. */
  RESTARTING(Remedy.RETRY, "RealtimeRestarting", "TimeoutOnRpcCall", "ErrorOnRpcCall"),

  /** The server did not answer the join in time. */
  TIMED_OUT(Remedy.RETRY),

  /** The connection is lost, or none came about. */
  DISCONNECTED(Remedy.RETRY),

  /** The server closed the channel and did not say why. */
  CLOSED_BY_SERVER(Remedy.RETRY),

  /** The server gave a reason that is not known here. */
  UNKNOWN(Remedy.RETRY);

  private final Remedy remedy;

  @SuppressWarnings("ImmutableEnumChecker") // The list is immutable.
  private final List<String> codes;

  ChannelFault(Remedy remedy, String... codes) {
    this.remedy = remedy;
    this.codes = List.of(codes);
  }

  /**
   * What helps.
   *
   * @return what the client does about it
   */
  public Remedy remedy() {
    return remedy;
  }

  /**
   * The word for it in telemetry.
   *
   * @return such as {@code token_expired}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of the reason of a refused join, such as {@code Unauthorized: You do not have …}. */
  static ChannelFault ofRefusal(String reason) {
    String code = reason.split(":", 2)[0].strip();
    for (ChannelFault fault : values()) {
      if (fault.codes.contains(code)) {
        return fault;
      }
    }
    return ofSentence(reason);
  }

  /**
   * Of a {@code system} message, {@code {"extension":"system","status":"error","message":…}}, by
   * which the server says why it is about to shut a channel; empty if it is about something else.
   */
  static Optional<ChannelFault> ofSystem(String payload) {
    Map<String, String> members = RawJson.members(payload).orElse(Map.of());
    boolean error =
        RawJson.string(members.get("status")).filter("error"::equals).isPresent()
            && RawJson.string(members.get("extension")).filter("system"::equals).isPresent();
    return error
        ? RawJson.string(members.get("message")).map(ChannelFault::ofSentence)
        : Optional.empty();
  }

  /** Of the sentence with which the server shuts a channel: it has no code. */
  static ChannelFault ofSentence(String sentence) {
    String text = sentence.toLowerCase(Locale.ROOT);
    if (text.contains("no longer have permission")) {
      return REVOKED;
    }
    if (text.contains("do not have permission")) {
      return UNAUTHORIZED;
    }
    if (text.contains("expired") || text.contains("`role` and `exp`")) {
      return TOKEN_EXPIRED;
    }
    if (text.contains("not a valid jwt")) {
      return TOKEN_MALFORMED;
    }
    if (text.contains("jwt signer")) {
      return TOKEN_SIGNATURE;
    }
    if (text.contains("per second") || text.contains("rate limit")) {
      return RATE_EXCEEDED;
    }
    boolean database = text.contains("project database") || text.contains("query was cancelled");
    return database ? DATABASE_UNAVAILABLE : UNKNOWN;
  }
}
