package dev.belay.testservers.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A command, whether Upstash has it, and how Redis takes it. */
record UpstashCommand(List<byte[]> words) {

  /** Upstash, "Redis API compatibility": what needs a connection, blocks or is not offered. */
  private static final Set<String> REFUSED =
      Set.of(
          "auth",
          "hello",
          "quit",
          "reset",
          "select",
          "swapdb",
          "client",
          "watch",
          "unwatch",
          "multi",
          "exec",
          "discard",
          "blpop",
          "brpop",
          "blmove",
          "blmpop",
          "brpoplpush",
          "bzpopmin",
          "bzpopmax",
          "bzmpop",
          "subscribe",
          "psubscribe",
          "unsubscribe",
          "punsubscribe",
          "monitor",
          "wait",
          "config",
          "debug",
          "shutdown",
          "save",
          "bgsave",
          "replicaof",
          "slaveof",
          "migrate",
          "module",
          "cluster",
          "failover",
          "sync",
          "psync");

  private static final String MARK = "#!lua";
  private static final String FLAGS = " flags=";
  private static final String KEY_LOCKING = "allow-key-locking";

  String name() {
    return new String(words.get(0), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
  }

  boolean isRead() {
    return UpstashAccess.isRead(name());
  }

  /** Why it may not run, if it may not. */
  Optional<String> refusal(boolean readOnly) {
    if (REFUSED.contains(name())) {
      return Optional.of("ERR Command is not available: '" + name() + "'");
    }
    if (readOnly && !isRead()) {
      return Optional.of("NOPERM this user has no permissions to run the '" + name() + "' command");
    }
    return script().filter(text -> text.startsWith(MARK)).flatMap(UpstashCommand::wrongFlag);
  }

  /** The words for a Redis, which does not know Upstash's flag. */
  List<byte[]> forRedis() {
    Optional<String> marked = script().filter(text -> text.startsWith(MARK));
    if (marked.isEmpty()) {
      return words;
    }
    List<byte[]> changed = new ArrayList<>(words);
    String plain = marked.get().substring(marked.get().indexOf('\n') + 1);
    changed.set(1, plain.getBytes(StandardCharsets.UTF_8));
    return changed;
  }

  private Optional<String> script() {
    return name().startsWith("eval") && words.size() > 1
        ? Optional.of(new String(words.get(1), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static Optional<String> wrongFlag(String script) {
    String line = script.lines().findFirst().orElse("").substring(MARK.length()).stripTrailing();
    boolean known = line.isEmpty() || line.equals(FLAGS + KEY_LOCKING);
    return known ? Optional.empty() : Optional.of("ERR Unexpected flag in script shebang");
  }
}
