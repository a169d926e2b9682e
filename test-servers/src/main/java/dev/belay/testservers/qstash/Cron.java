package dev.belay.testservers.qstash;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Five fields: minute, hour, day of the month, month, day of the week; in UTC. */
record Cron(String text, List<BitSet> fields) {

  private static final int[] LOWEST = {0, 0, 1, 1, 0};
  private static final int[] HIGHEST = {59, 23, 31, 12, 7};
  private static final int MINUTES_OF_FIVE_YEARS = 5 * 366 * 24 * 60;

  static Cron parse(String text) {
    String[] parts = text.strip().split("\\s+", -1);
    if (parts.length != LOWEST.length) {
      throw malformed();
    }
    List<BitSet> fields = new ArrayList<>();
    for (int field = 0; field < parts.length; field++) {
      fields.add(field(parts[field], LOWEST[field], HIGHEST[field]));
    }
    return new Cron(text, fields);
  }

  /** The first minute after the moment that fits. */
  Instant after(Instant moment) {
    ZonedDateTime minute =
        moment.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    for (int tried = 0; tried < MINUTES_OF_FIVE_YEARS; tried++) {
      if (fits(minute)) {
        return minute.toInstant();
      }
      minute = minute.plusMinutes(1);
    }
    throw malformed();
  }

  private boolean fits(ZonedDateTime minute) {
    int weekday = minute.getDayOfWeek().getValue();
    return fields.get(0).get(minute.getMinute())
        && fields.get(1).get(minute.getHour())
        && fields.get(2).get(minute.getDayOfMonth())
        && fields.get(3).get(minute.getMonthValue())
        && (fields.get(4).get(weekday) || (weekday == 7 && fields.get(4).get(0)));
  }

  private static BitSet field(String text, int lowest, int highest) {
    BitSet values = new BitSet();
    for (String part : text.split(",", -1)) {
      if (!part.matches("(?:\\*|\\d{1,2}(?:-\\d{1,2})?)(?:/\\d{1,2})?")) {
        throw malformed();
      }
      String[] range = part.split("/", -1);
      int step = range.length > 1 ? Integer.parseInt(range[1]) : 1;
      String[] ends = range[0].split("-", -1);
      int first = ends[0].equals("*") ? lowest : Integer.parseInt(ends[0]);
      int last = last(ends, first, highest, range.length > 1);
      if (step == 0 || first < lowest || last > highest) {
        throw malformed();
      }
      for (int value = first; value <= last; value += step) {
        values.set(value);
      }
    }
    return values;
  }

  private static int last(String[] ends, int first, int highest, boolean stepped) {
    if (ends.length > 1) {
      return Integer.parseInt(ends[1]);
    }
    return ends[0].equals("*") || stepped ? highest : first;
  }

  private static ApiError malformed() {
    return new ApiError(400, "invalid cron expression");
  }
}
