package dev.belay.byok.envelope;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The keys that envelopes are sealed with: one active key that seals, and old keys that still open.
 *
 * <p>Keys are 256 random bits, written in Base64. Generate them for this purpose only: a key that
 * is derived from a session or signing secret cannot be changed without changing both. To rotate,
 * put a new key first and keep the old one, let every process have this ring, run {@link
 * dev.belay.byok.KeyRotation}, and drop the old key when a run reports nothing left under it.
 *
 * <p>Immutable and safe for use by many threads. Its text form shows key ids only. It does
 * <em>not</em> protect the keys in memory: a heap dump shows them.
 */
public final class KeyRing {

  /** The variable that {@link #fromEnvironment} reads. */
  public static final String VARIABLE = "BELAY_KEY_RING";

  private static final int KEY_BYTES = 32;
  private static final Pattern KEY_ID = Pattern.compile("[a-z0-9-]{1,32}");

  private final String activeKeyId;
  private final Map<String, byte[]> keys;

  private KeyRing(String activeKeyId, Map<String, byte[]> keys) {
    this.activeKeyId = activeKeyId;
    this.keys = keys;
  }

  /**
   * A ring of one key.
   *
   * @param keyId names the key in each envelope: 1 to 32 of lower-case letters, digits and hyphens
   * @param key 32 bytes in Base64 (standard or URL-safe), as {@link #generateKey()} gives them
   * @return the ring
   * @throws ConfigurationException if the id or the key is of another form
   */
  public static KeyRing of(String keyId, Secret key) {
    return new KeyRing(keyId, extended(Map.of(), keyId, key.reveal(), "The active key's entry"));
  }

  /**
   * This ring and an old key more, which opens envelopes but seals none.
   *
   * @param keyId the id under which the key sealed
   * @param key 32 bytes in Base64
   * @return a new ring
   * @throws ConfigurationException if the id or the key is of another form, or is in the ring
   *     already
   */
  public KeyRing withOld(String keyId, Secret key) {
    return new KeyRing(activeKeyId, extended(keys, keyId, key.reveal(), "An old key's entry"));
  }

  /**
   * Reads {@code BELAY_KEY_RING}: entries {@code keyId:base64key} with commas between them, the
   * active one first.
   *
   * @param environment where to read
   * @return the ring, or empty if the variable is unset
   * @throws ConfigurationException if an entry is malformed; the message counts entries and shows
   *     none
   */
  public static Optional<KeyRing> fromEnvironment(Environment environment) {
    return Objects.requireNonNull(environment, "environment").secret(VARIABLE).map(KeyRing::parse);
  }

  /**
   * Reads {@code BELAY_KEY_RING} as {@link #fromEnvironment} does, where there must be a ring.
   *
   * @param environment where to read
   * @return the ring
   * @throws ConfigurationException if the variable is unset or an entry is malformed
   */
  public static KeyRing require(Environment environment) {
    return fromEnvironment(environment)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "Set " + VARIABLE + " to a key id, a colon and 32 random bytes in Base64"));
  }

  /**
   * Makes a new key.
   *
   * @return 32 bytes from the JDK's default {@link SecureRandom}, in Base64
   */
  public static Secret generateKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Secret text = Secret.of(Base64.getEncoder().encodeToString(key));
    Arrays.fill(key, (byte) 0);
    return text;
  }

  /**
   * The id of the key that seals.
   *
   * @return the key id
   */
  public String activeKeyId() {
    return activeKeyId;
  }

  /**
   * The ids of all keys.
   *
   * @return the active one first
   */
  public Set<String> keyIds() {
    return Collections.unmodifiableSet(keys.keySet());
  }

  /** Shows key ids only. */
  @Override
  public String toString() {
    return "KeyRing" + keys.keySet();
  }

  byte[] activeKey() {
    return Objects.requireNonNull(keys.get(activeKeyId));
  }

  Optional<byte[]> key(String keyId) {
    return Optional.ofNullable(keys.get(keyId));
  }

  static boolean isKeyId(String text) {
    return KEY_ID.matcher(text).matches();
  }

  private static KeyRing parse(Secret text) {
    String[] entries = text.reveal().split(",", -1);
    Map<String, byte[]> keys = Map.of();
    for (int i = 0; i < entries.length; i++) {
      String place = "Entry " + (i + 1) + " of " + VARIABLE;
      String[] parts = entries[i].split(":", -1);
      if (parts.length != 2) {
        throw new ConfigurationException(place + " is not of the form keyId:base64key");
      }
      keys = extended(keys, parts[0].strip(), parts[1], place);
    }
    return new KeyRing(keys.keySet().iterator().next(), keys);
  }

  private static Map<String, byte[]> extended(
      Map<String, byte[]> keys, String keyId, String encoded, String place) {
    if (!isKeyId(Objects.requireNonNull(keyId, "keyId"))) {
      throw new ConfigurationException(
          place + " has a key id that is not 1 to 32 lower-case letters, digits and hyphens");
    }
    byte[] key = decode(encoded, place);
    Map<String, byte[]> extended = new LinkedHashMap<>(keys);
    if (extended.putIfAbsent(keyId, key) != null) {
      throw new ConfigurationException(place + " repeats a key id");
    }
    if (keys.values().stream().anyMatch(other -> MessageDigest.isEqual(other, key))) {
      throw new ConfigurationException(place + " repeats a key under another id");
    }
    return extended;
  }

  private static byte[] decode(String encoded, String place) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(encoded.strip().replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException notBase64) {
      // Its message quotes the text.
      throw new ConfigurationException(place + " has a key that is not Base64");
    }
    if (key.length != KEY_BYTES) {
      throw new ConfigurationException(place + " has a key that is not 32 bytes long");
    }
    if (isOneByteRepeated(key)) {
      throw new ConfigurationException(place + " has a placeholder for a key: generate one");
    }
    return key;
  }

  private static boolean isOneByteRepeated(byte[] key) {
    byte[] same = new byte[key.length];
    Arrays.fill(same, key[0]);
    return MessageDigest.isEqual(same, key);
  }
}
