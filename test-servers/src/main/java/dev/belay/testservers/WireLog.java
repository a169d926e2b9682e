package dev.belay.testservers;

import java.util.ArrayList;
import java.util.List;

/** Adds up what all connections of a tap saw; safe for use by many threads. */
final class WireLog {

  private final List<String> executed = new ArrayList<>();
  private long parses;
  private long roundTrips;
  private long connections;

  synchronized void connection() {
    connections++;
  }

  synchronized void parse() {
    parses++;
  }

  synchronized void roundTrip() {
    roundTrips++;
  }

  synchronized void execute(String text) {
    executed.add(text);
  }

  synchronized WireCounts counts() {
    return new WireCounts(executed.size(), parses, roundTrips, connections);
  }

  synchronized List<String> executed() {
    return List.copyOf(executed);
  }

  synchronized void reset() {
    executed.clear();
    parses = 0;
    roundTrips = 0;
    connections = 0;
  }
}
