package dev.belay.testservers.leak;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that an exception says, by whichever way it is printed. */
final class ThrowableText {

  private ThrowableText() {}

  static String of(Throwable thrown) {
    StringWriter text = new StringWriter();
    write(thrown, new PrintWriter(text), Collections.newSetFromMap(new IdentityHashMap<>()));
    return text.toString();
  }

  private static void write(@Nullable Throwable thrown, PrintWriter out, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return;
    }
    thrown.printStackTrace(out);
    out.println(thrown);
    out.println(thrown.getMessage());
    out.println(thrown.getLocalizedMessage());
    write(thrown.getCause(), out, seen);
    for (Throwable suppressed : thrown.getSuppressed()) {
      write(suppressed, out, seen);
    }
    if (thrown instanceof SQLException sql) {
      write(sql.getNextException(), out, seen);
    }
  }
}
