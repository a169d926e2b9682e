package dev.belay.realtime.channel;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection up while it is wanted: connects, beats, and connects again after a pause
 * that grows. In the engine's thread alone.
 *
 * <pre>
 *            want                 handshake
 *   IDLE ───────────► CONNECTING ───────────► OPEN ──┐
 *    ▲ ▲                │    ▲                       │ lost, or a heartbeat unanswered
 *    │ └── refused ─────┘    │ pause is over         │
 *    │     for good          │                       │
 *    └───── unwant ──── PAUSING ◄────────────────────┘
 * </pre>
 */
final class Link implements PhoenixSocket.Events {

  /** What is told of. In the engine's thread. */
  interface Listener {

    void opened();

    /** The connection is gone, or none came about. */
    void lost(ChannelFault fault);

    void frame(Frame frame);
  }

  private enum State {
    IDLE,
    CONNECTING,
    OPEN,
    PAUSING
  }

  private static final String PHOENIX = "phoenix";
  private static final int MOST_PUSHES = 1000;

  private final Engine engine;
  private final HttpClient http;
  private final Endpoint endpoint;
  private final RealtimeSettings settings;
  private final ChannelTelemetry telemetry;
  private final Listener listener;

  private final Map<String, Push> pushes = new HashMap<>();

  /**
   * The server takes one at a time and five seconds to refuse one, so their times count in turn.
   */
  private final Deque<String> joins = new ArrayDeque<>();

  private boolean heardSinceBeat;
  private State state = State.IDLE;
  private @Nullable PhoenixSocket socket;
  private Engine.Timer timer = Engine.Timer.NONE;
  private long lastRef;
  private int attempt;
  private boolean letInBefore;

  Link(
      Engine engine,
      HttpClient http,
      Endpoint endpoint,
      RealtimeSettings settings,
      ChannelTelemetry telemetry,
      Listener listener) {
    this.engine = engine;
    this.http = http;
    this.endpoint = endpoint;
    this.settings = settings;
    this.telemetry = telemetry;
    this.listener = listener;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Connects unless that is done or under way. */
  void want() {
    if (state == State.IDLE) {
      connect();
    }
  }

  /** Ends the connection and every attempt at one. */
  void unwant() {
    timer.cancel();
    state = State.IDLE;
    PhoenixSocket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
    dropPushes();
  }

  String nextRef() {
    lastRef++;
    return Long.toString(lastRef);
  }

  /** Sends and hears of the reply, in time or not. */
  void push(Frame frame, Duration timeout, Push.Answered answered) {
    String ref = frame.ref();
    PhoenixSocket open = socket;
    if (open == null || ref == null || state != State.OPEN) {
      answered.with(Push.Outcome.LOST, "");
      return;
    }
    boolean room = pushes.size() < MOST_PUSHES || !frame.is(Frame.BROADCAST);
    if (!room || !open.send(frame)) {
      answered.with(Push.Outcome.NO_ROOM, "");
      return;
    }
    Push push = new Push(answered, timeout);
    pushes.put(ref, push);
    if (frame.is(Frame.JOIN)) {
      joins.add(ref);
    }
    if (!frame.is(Frame.JOIN) || joins.size() == 1) {
      startTimer(ref, push);
    }
  }

  private void startTimer(String ref, Push push) {
    push.startTimer(engine, () -> answer(ref, Push.Outcome.TIMED_OUT, ""));
  }

  /** Sends what nobody answers. Whether there was room for it. */
  boolean tell(Frame frame) {
    PhoenixSocket open = socket;
    return open != null && state == State.OPEN && open.send(frame);
  }

  private void connect() {
    state = State.CONNECTING;
    PhoenixSocket next =
        new PhoenixSocket(
            engine,
            settings.version(),
            settings.largestFrame(),
            settings.mostWaitingToSend(),
            this);
    socket = next;
    CompletableFuture<?> unused =
        http.newWebSocketBuilder()
            .connectTimeout(settings.connectTimeout())
            .buildAsync(endpoint.address(settings.version()), next)
            .whenComplete((opened, failure) -> engine.run(() -> connected(next, opened, failure)));
  }

  private void connected(
      PhoenixSocket candidate, @Nullable WebSocket opened, @Nullable Throwable failure) {
    if (candidate != socket || state != State.CONNECTING) {
      if (opened != null) {
        opened.abort();
      }
      return;
    }
    if (opened == null || candidate.isClosed()) {
      socket = null;
      failed(status(failure));
      return;
    }
    state = State.OPEN;
    letInBefore = true;
    candidate.opened(opened);
    telemetry.connected();
    timer = engine.after(settings.heartbeat(), this::beat);
    listener.opened();
  }

  /** A gateway that let us in before is believed to do so again; one that never did is not. */
  private void failed(OptionalInt status) {
    boolean refused = status.isPresent() && isRefusal(status.getAsInt());
    telemetry.connectionFailed(
        refused ? ChannelFault.CONNECTION_REFUSED : ChannelFault.DISCONNECTED);
    if (refused && !letInBefore) {
      state = State.IDLE;
      listener.lost(ChannelFault.CONNECTION_REFUSED);
      return;
    }
    pause();
    listener.lost(ChannelFault.DISCONNECTED);
  }

  private void pause() {
    state = State.PAUSING;
    attempt++;
    timer.cancel();
    timer =
        engine.after(
            settings.backoff().before(attempt, ThreadLocalRandom.current()), this::connect);
  }

  /**
   * A beat is answered late where joins are before it. So the connection is dead where nothing at
   * all came since, and the pauses are over where the beat was answered.
   */
  private void beat() {
    PhoenixSocket beating = socket;
    heardSinceBeat = false;
    push(
        new Frame(null, nextRef(), PHOENIX, "heartbeat", "{}"),
        settings.heartbeat(),
        (outcome, response) -> {
          if (outcome == Push.Outcome.OK) {
            attempt = 0;
            timer = engine.after(settings.heartbeat(), this::beat);
          } else if (outcome == Push.Outcome.TIMED_OUT && heardSinceBeat) {
            beat();
          } else if (beating != null && outcome != Push.Outcome.LOST) {
            beating.abort();
          }
        });
  }

  @Override
  public void frame(PhoenixSocket from, Frame frame) {
    if (from != socket) {
      return;
    }
    heardSinceBeat = true;
    String ref = frame.ref();
    if (frame.is(Frame.REPLY) && ref != null) {
      PushReply reply = PushReply.read(frame.payload());
      answer(ref, reply.outcome(), reply.response());
    } else {
      listener.frame(frame);
    }
  }

  @Override
  public void closed(PhoenixSocket from) {
    if (from != socket || state != State.OPEN) {
      return;
    }
    socket = null;
    pause();
    dropPushes();
    listener.lost(ChannelFault.DISCONNECTED);
  }

  private void answer(String ref, Push.Outcome outcome, String response) {
    Push push = pushes.remove(ref);
    boolean first = ref.equals(joins.peek());
    joins.remove(ref);
    String nextJoin = joins.peek();
    Push next = nextJoin == null ? null : pushes.get(nextJoin);
    if (first && next != null) {
      startTimer(nextJoin, next);
    }
    if (push != null) {
      push.answer(outcome, response);
    }
  }

  private void dropPushes() {
    joins.clear();
    List.copyOf(pushes.keySet()).forEach(ref -> answer(ref, Push.Outcome.LOST, ""));
  }

  private static boolean isRefusal(int status) {
    return status == 401 || status == 403 || status == 404 || (status >= 300 && status < 400);
  }

  private static OptionalInt status(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof WebSocketHandshakeException refused
        ? OptionalInt.of(refused.getResponse().statusCode())
        : OptionalInt.empty();
  }
}
