package dev.belay.cache.redis;

/** The scripts of this library, in Lua. Each names all its keys, so that Upstash locks no more. */
final class Scripts {

  static final String COMPARE_AND_SET =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      return 1
      """;

  static final String COMPARE_AND_DELETE =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      return redis.call('DEL', KEYS[1])
      """;

  private Scripts() {}
}
