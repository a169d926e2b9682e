package dev.belay.byok;

import java.util.List;

/**
 * What a run of {@link KeyRotation} did. Immutable. Each examined row is counted once among the
 * others: {@code examined} is their sum.
 *
 * @param examined rows that were looked at
 * @param rotated envelopes of an old key that are now under the active one
 * @param alreadyCurrent envelopes under the active key that can be read
 * @param changedMeanwhile rows that someone replaced or deleted after they were read; theirs stays
 * @param sealed plaintext rows that are now envelopes; only where this was asked for
 * @param plaintext plaintext rows that were left as they were: sealing was not asked for, or they
 *     are not 1 to 4096 visible ASCII characters, as a key must be
 * @param unreadable rows that cannot be opened, or that no call reaches, left as they were
 * @param cursor where the next run goes on: the id of the last row examined
 * @param complete whether no row is left after the cursor
 */
public record RotationReport(
    long examined,
    long rotated,
    long alreadyCurrent,
    long changedMeanwhile,
    long sealed,
    long plaintext,
    List<UnreadableKey> unreadable,
    long cursor,
    boolean complete) {

  /** Counts only: the list can be long and names users. */
  @Override
  public String toString() {
    return "RotationReport[examined="
        + examined
        + ", rotated="
        + rotated
        + ", alreadyCurrent="
        + alreadyCurrent
        + ", changedMeanwhile="
        + changedMeanwhile
        + ", sealed="
        + sealed
        + ", plaintext="
        + plaintext
        + ", unreadable="
        + unreadable.size()
        + ", cursor="
        + cursor
        + ", complete="
        + complete
        + "]";
  }
}
