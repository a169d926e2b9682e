package dev.belay.sql.rpc;

import java.util.List;
import java.util.UUID;

/** One attempt of one role on one table, and the two users whose rows are at stake. */
record RowAccess(String role, UUID caller, String table, Verb verb, UUID other) {

  /** What is attempted. */
  enum Verb {
    SELECT,
    INSERT_OWN,
    INSERT_ANOTHERS,
    UPDATE,
    DELETE;

    boolean inserts() {
      return this == INSERT_OWN || this == INSERT_ANOTHERS;
    }
  }

  /** A way to the tables. */
  interface Door {

    /** Makes the attempt and looks at what is there afterwards. */
    Outcome attempt(RowAccess access) throws Exception;
  }

  /**
   * How an attempt ended.
   *
   * @param refused whether the caller was told that it lacks the right
   * @param users whose rows were read or changed
   * @param after all rows of the two users as they really are then
   */
  record Outcome(boolean refused, List<String> users, List<String> after) {}

  /** Whose row an insert makes. */
  UUID inserted() {
    return verb == Verb.INSERT_OWN ? caller : other;
  }

  /** The column that is written, and what is written into it. */
  String column() {
    return switch (table) {
      case "api_keys" -> "vault_secret_name";
      case "api_gateway_configs" -> "base_url";
      case "user_settings" -> "allow_gateway_fallback";
      default -> throw new AssertionError("say what can be written into " + table);
    };
  }

  String value() {
    return switch (table) {
      case "api_keys" -> "stolen";
      case "api_gateway_configs" -> "https://evil.example/v1";
      default -> "false";
    };
  }

  /** All rows of the two users, as a superuser sees them. */
  String rows() {
    return "select t::text from public.%s t where user_id in ('%s', '%s') order by 1"
        .formatted(table, caller, other);
  }

  /** A word for the users whose rows an attempt reached. */
  String word(Outcome outcome) {
    if (outcome.refused()) {
      return "refused";
    }
    boolean own = outcome.users().contains(caller.toString());
    boolean others = outcome.users().contains(other.toString());
    return own ? (others ? "all" : "own") : (others ? "another's" : "none");
  }
}
