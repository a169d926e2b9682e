package dev.belay.byok;

import dev.belay.support.InvalidArgumentException;
import java.util.List;
import java.util.Objects;

/**
 * How one provider tells about a key: the path that is asked, and what to look for in the answer.
 * Immutable.
 *
 * <p>The path must need the key. Some providers list their models to anyone, so that a {@code GET
 * /models} there calls every key valid. Places in an answer are JSON pointers (RFC 6901), at most
 * three names deep.
 *
 * @param path what follows the base URL, such as {@code /models}
 * @param proofs what an answer must hold for the key to be good, so that an answer of somebody else
 *     does not count
 * @param blockedBy flags that make the key a blocked one where they are true
 * @param remaining amounts that mean that nothing is left to spend where they are zero or less
 * @param wrongKeyTexts what the error text of a 400 holds where the key is wrong, in any case
 */
public record KeyProbe(
    String path,
    List<String> proofs,
    List<String> blockedBy,
    List<String> remaining,
    List<String> wrongKeyTexts) {

  /**
   * Checks the path and the pointers, and copies the lists.
   *
   * @param path what follows the base URL
   * @param proofs what an answer must hold
   * @param blockedBy flags of a blocked key
   * @param remaining amounts that must be more than zero
   * @param wrongKeyTexts what a 400 says of a wrong key
   * @throws InvalidArgumentException if the path or a pointer does not begin with a slash
   */
  public KeyProbe {
    if (!Objects.requireNonNull(path, "path").matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new InvalidArgumentException("The path of a probe is /name or /name/name");
    }
    proofs = pointers(proofs);
    blockedBy = pointers(blockedBy);
    remaining = pointers(remaining);
    wrongKeyTexts = List.copyOf(wrongKeyTexts);
  }

  /**
   * A probe that takes any JSON answer for a good one.
   *
   * @param path what follows the base URL
   * @return the probe
   */
  public static KeyProbe get(String path) {
    return new KeyProbe(path, List.of(), List.of(), List.of(), List.of());
  }

  /**
   * The same probe, and an answer must hold these.
   *
   * @param pointers where
   * @return a copy
   */
  public KeyProbe withProofs(String... pointers) {
    return new KeyProbe(path, List.of(pointers), blockedBy, remaining, wrongKeyTexts);
  }

  /**
   * The same probe with flags that say that the key is blocked.
   *
   * @param pointers where
   * @return a copy
   */
  public KeyProbe withBlockedBy(String... pointers) {
    return new KeyProbe(path, proofs, List.of(pointers), remaining, wrongKeyTexts);
  }

  /**
   * The same probe with amounts that must be more than zero; one that is null or absent is no
   * limit.
   *
   * @param pointers where
   * @return a copy
   */
  public KeyProbe withRemaining(String... pointers) {
    return new KeyProbe(path, proofs, blockedBy, List.of(pointers), wrongKeyTexts);
  }

  /**
   * The same probe for a provider that answers a wrong key with 400.
   *
   * @param texts what its error text holds then
   * @return a copy
   */
  public KeyProbe withWrongKeyTexts(String... texts) {
    return new KeyProbe(path, proofs, blockedBy, remaining, List.of(texts));
  }

  private static List<String> pointers(List<String> pointers) {
    if (!pointers.stream().allMatch(pointer -> pointer.matches("(/[^/]+){1,3}"))) {
      throw new InvalidArgumentException("A place in an answer is /name, up to three names deep");
    }
    return List.copyOf(pointers);
  }
}
