package dev.belay.testservers.leak;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of one source, scanned in pieces so that a talkative run does not fill the memory; safe
 * for use by many threads.
 */
final class ScannedText {

  private static final int PIECE = 1 << 20;

  /** What is kept of a piece, for a secret that lies across its end. */
  private static final int OVERLAP = 1 << 16;

  private static final int CONTEXT = 80;

  private final String source;
  private final SecretIndex index;
  private final StringBuilder pending = new StringBuilder();
  private final List<Leak> leaks = new ArrayList<>();

  ScannedText(String source, SecretIndex index) {
    this.source = source;
    this.index = index;
  }

  synchronized void append(CharSequence text) {
    pending.append(text);
    if (pending.length() > PIECE) {
      scan();
      pending.delete(0, pending.length() - OVERLAP);
    }
  }

  synchronized List<Leak> leaks() {
    scan();
    return List.copyOf(leaks);
  }

  private void scan() {
    for (SecretIndex.Match match : index.find(pending)) {
      boolean known =
          leaks.stream()
              .anyMatch(
                  leak ->
                      leak.secret().equals(match.form().label())
                          && leak.encoding().equals(match.form().encoding()));
      if (!known) {
        leaks.add(new Leak(match.form().label(), match.form().encoding(), source, before(match)));
      }
    }
  }

  private String before(SecretIndex.Match match) {
    int from = Math.max(0, match.start() - CONTEXT);
    String before = pending.substring(from, match.start());
    String line = before.substring(before.lastIndexOf('\n') + 1);
    return index.find(line).isEmpty() ? line : "(another secret)";
  }
}
