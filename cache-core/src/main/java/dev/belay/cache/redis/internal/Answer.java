package dev.belay.cache.redis.internal;

import dev.belay.cache.redis.RedisReply;

/** What a server said to one command: a reply, or a refusal in its own words. Immutable. */
public sealed interface Answer {

  /**
   * A reply.
   *
   * @param reply the reply
   */
  record Replied(RedisReply reply) implements Answer {}

  /**
   * A refusal.
   *
   * @param text the server's words, which are compared and never shown
   */
  record Refused(String text) implements Answer {

    /** That it is one, never its words. */
    @Override
    public String toString() {
      return "Refused[...]";
    }
  }
}
