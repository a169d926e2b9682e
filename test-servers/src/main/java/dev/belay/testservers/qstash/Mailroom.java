package dev.belay.testservers.qstash;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * All messages, and one thread that hands those that are due to the courier. Safe for many threads:
 * everything is guarded by this object.
 */
final class Mailroom implements AutoCloseable {

  /** As the service documents it. */
  private static final Duration DEDUPLICATION_WINDOW = Duration.ofMinutes(10);

  private static final long LONGEST_SETTLING_SECONDS = 60;

  private final ScaledTime time;
  private final Courier courier;
  private final Map<String, Message> messages = new LinkedHashMap<>();
  private final Map<String, DeadLetter> deadLetters = new LinkedHashMap<>();
  private final Map<String, Remembered> remembered = new HashMap<>();
  private final List<QStashDelivery> deliveries = new ArrayList<>();
  private final Lanes lanes = new Lanes();
  private final Schedules schedules = new Schedules();
  private final ExecutorService couriers = Executors.newCachedThreadPool(Mailroom::daemon);
  private long accepted;
  private boolean closed;

  Mailroom(ScaledTime time, Courier courier) {
    this.time = time;
    this.courier = courier;
    couriers.execute(this::run);
  }

  Lanes lanes() {
    return lanes;
  }

  Schedules schedules() {
    return schedules;
  }

  Instant now() {
    return time.now();
  }

  /** Takes a message, or finds that its deduplication id was used a short while ago. */
  synchronized Accepted accept(Order order) {
    Instant now = time.now();
    Optional<String> id = order.deduplicationId();
    Remembered before = id.map(remembered::get).orElse(null);
    if (before != null && now.isBefore(before.until())) {
      return new Accepted(before.messageId(), true);
    }
    Message message = new Message(order, now, accepted++);
    messages.put(message.id(), message);
    id.ifPresent(
        text -> remembered.put(text, new Remembered(message.id(), now.plus(DEDUPLICATION_WINDOW))));
    notifyAll();
    return new Accepted(message.id(), false);
  }

  synchronized Optional<Message> find(String id) {
    return Optional.ofNullable(messages.get(id));
  }

  synchronized List<Message> pending() {
    return List.copyOf(messages.values());
  }

  /** A delivery that is under way is the last one. */
  synchronized boolean cancel(String id) {
    Message message = messages.get(id);
    if (message == null) {
      return false;
    }
    message.cancel();
    if (!message.isUnderWay()) {
      messages.remove(id);
    }
    return true;
  }

  synchronized List<DeadLetter> deadLetters() {
    return List.copyOf(deadLetters.values());
  }

  synchronized Optional<DeadLetter> takeDeadLetter(String dlqId) {
    return Optional.ofNullable(deadLetters.remove(dlqId));
  }

  synchronized List<QStashDelivery> deliveries() {
    return List.copyOf(deliveries);
  }

  /** Something else has changed that may let a message go. */
  synchronized void wake() {
    notifyAll();
  }

  /**
   * Moves the time on, to each moment at which something is due, and waits for what then happens.
   */
  void advance(Duration by) {
    Instant end = time.now().plus(by);
    settle();
    for (Instant next = next(time.now()); !next.isAfter(end); next = next(time.now())) {
      skipTo(next);
      settle();
    }
    skipTo(end);
    settle();
  }

  private void skipTo(Instant moment) {
    Duration ahead = Duration.between(time.now(), moment);
    if (!ahead.isNegative()) {
      time.skip(ahead);
    }
    wake();
  }

  /** Waits until nothing is under way and nothing can begin. */
  synchronized void settle() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SETTLING_SECONDS);
    notifyAll();
    while (messages.values().stream().anyMatch(Message::isUnderWay) || canBegin(time.now())) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("The local QStash did not come to rest");
      }
      sleep(20);
    }
  }

  private synchronized void run() {
    while (!closed) {
      Instant now = time.now();
      schedules.due(now).forEach(this::accept);
      dueNow(now).forEach(message -> begin(message, now));
      sleep(time.realMillisUntil(next(now)));
    }
  }

  private void begin(Message message, Instant now) {
    if (lanes.admits(message, now)) {
      message.begin();
      lanes.enter(message, now);
      couriers.execute(() -> finish(message, courier.deliver(message)));
    }
  }

  private synchronized void finish(Message message, Attempt attempt) {
    if (closed) {
      return;
    }
    lanes.leave(message);
    deliveries.add(QStashDelivery.of(message, attempt));
    Callbacks.afterAttempt(message, attempt).ifPresent(this::accept);
    if (attempt.succeeded() || message.isCancelled()) {
      messages.remove(message.id());
    } else if (message.hasRetries() && !attempt.isFinal()) {
      Instant now = time.now();
      Duration pause =
          AskedDelay.of(attempt, now)
              .orElseGet(() -> message.order().retryDelay(message.retried()));
      message.retryAt(now.plus(pause));
    } else {
      giveUp(message, attempt);
    }
    notifyAll();
  }

  private void giveUp(Message message, Attempt attempt) {
    messages.remove(message.id());
    DeadLetter letter = DeadLetter.of(message, attempt);
    deadLetters.put(letter.dlqId(), letter);
    Callbacks.afterFailure(message, attempt).ifPresent(this::accept);
  }

  private boolean canBegin(Instant now) {
    return schedules.next().filter(next -> !next.isAfter(now)).isPresent()
        || dueNow(now).stream().anyMatch(message -> lanes.admits(message, now));
  }

  /** In the order in which they came, less those that an older message of their queue is before. */
  private List<Message> dueNow(Instant now) {
    return messages.values().stream()
        .filter(message -> !message.isUnderWay() && !message.due().isAfter(now))
        .filter(message -> !lanes.isBlocked(message, messages.values()))
        .sorted(Comparator.comparingLong(Message::number))
        .toList();
  }

  /** The next moment after the given one at which something is due. */
  private synchronized Instant next(Instant now) {
    Instant never = now.plus(Duration.ofDays(3650));
    Instant message =
        messages.values().stream()
            .map(Message::due)
            .filter(due -> due.isAfter(now))
            .min(Comparator.naturalOrder())
            .orElse(never);
    Instant schedule = schedules.next().orElse(never);
    Instant lane = lanes.nextRoom(now).orElse(never);
    return List.of(message, schedule, lane).stream().min(Comparator.naturalOrder()).get();
  }

  /** Lets go of this object for a while, or until something changes. */
  @SuppressWarnings({"WaitNotInLoop", "UnusedException"}) // Its callers look again.
  private void sleep(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    couriers.shutdownNow();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "qstash");
    thread.setDaemon(true);
    return thread;
  }

  /** What a publication came to. */
  record Accepted(String messageId, boolean deduplicated) {}

  private record Remembered(String messageId, Instant until) {}
}
