package dev.belay.testservers.postgrest;

import dev.belay.testservers.leak.LeakScan;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What the program prints: handed to the leak scan, and read for its two milestones. */
final class PostgrestLog {

  private static final int LINES_KEPT = 20;

  private final Map<Milestone, Integer> counts = new EnumMap<>(Milestone.class);
  private final Deque<String> last = new ArrayDeque<>();

  /** What a start and a reload come to; the words are those of the versions 12 to 14. */
  enum Milestone {
    LISTENS_TO_DATABASE("listening for (database )?notifications"),
    SCHEMA_LOADED("schema cache loaded");

    private final Pattern words;

    Milestone(String words) {
      this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    }
  }

  /** Reads to the end in a thread of its own. */
  void follow(BufferedReader lines) {
    Thread reader = new Thread(() -> read(lines), "postgrest-log");
    reader.setDaemon(true);
    reader.start();
  }

  synchronized int count(Milestone milestone) {
    return counts.getOrDefault(milestone, 0);
  }

  /** Waits until the milestone came up more often than that, or the time is over. */
  synchronized boolean awaitMoreThan(int count, Milestone milestone, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (count(milestone) <= count) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** The last lines, for the message of a failure. */
  synchronized String lastLines() {
    return String.join("\n", last);
  }

  private void read(BufferedReader lines) {
    try (lines) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        LeakScan.inspect("the log of PostgREST", line);
        add(line);
      }
    } catch (IOException e) {
      // The program has ended, and with it its output.
    }
  }

  private synchronized void add(String line) {
    last.addLast(line);
    if (last.size() > LINES_KEPT) {
      last.removeFirst();
    }
    for (Milestone milestone : Milestone.values()) {
      if (milestone.words.matcher(line).find()) {
        counts.merge(milestone, 1, Integer::sum);
        notifyAll();
      }
    }
  }
}
