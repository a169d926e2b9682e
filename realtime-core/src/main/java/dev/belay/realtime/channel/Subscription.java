package dev.belay.realtime.channel;

import dev.belay.support.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one channel, in the engine's thread alone.
 *
 * <pre>
 *              connected          token           sent           ok
 *   WAITING ─────────────► ASKING ────► JOINING ────────────────► JOINED
 *    ▲   ▲                 ▲  │           │ │                      │ │
 *    │   └─ connection ────┼──┴───────────┼─┼────── lost ──────────┘ │
 *    │                     │              │ │ refused, for now       │ shut by the server
 *    │  not connected      │ pause over   │ ▼                        │
 *    └─────────────────────┴─ PAUSING ◄───┴──────────────────────────┘
 *
 *   JOINED ── recheck: leaves, and then at once ──► ASKING
 *   any    ── refused for good ──► ENDED
 *   any    ── closed by the caller ──► LEAVING ── answered, or overdue ──► ENDED
 * </pre>
 */
final class Subscription {

  private enum Phase {
    WAITING,
    ASKING,
    JOINING,
    JOINED,
    PAUSING,
    LEAVING,
    ENDED
  }

  private final ChannelOptions options;
  private final @Nullable AccessTokenSource tokens;
  private final ClientCore core;
  private final Inbox inbox;
  private final Delivery delivery;
  private final StatusBoard board;
  private final ChannelSends sends;
  private final Missed missed;
  private final Pauses pauses;
  private final RecheckPace pace;

  private Phase phase = Phase.WAITING;
  private @Nullable Membership membership;
  private @Nullable TokenRenewal renewal;
  private @Nullable ChannelFault shutdown;
  private Engine.Timer question = Engine.Timer.NONE;
  private boolean recheckAfterJoin;

  Subscription(
      ChannelOptions options, ClientCore core, Inbox inbox, Delivery delivery, StatusBoard board) {
    this.options = options;
    this.tokens = options.tokens() == null ? core.tokens() : options.tokens();
    this.core = core;
    this.inbox = inbox;
    this.delivery = delivery;
    this.board = board;
    this.sends = new ChannelSends(core, board);
    this.missed = new Missed(options);
    this.pauses = new Pauses(core.engine(), core.settings());
    this.pace = new RecheckPace(core.engine());
  }

  String topic() {
    return options.topic();
  }

  boolean isJoined() {
    return phase == Phase.JOINED;
  }

  void begin() {
    say(ChannelStatus.of(ChannelState.CONNECTING));
    proceed();
  }

  /** Joins, if it waits for nothing but that. */
  void proceed() {
    if (phase == Phase.WAITING && core.mayJoin(this)) {
      ask(false);
    }
  }

  void connectionLost(ChannelFault fault) {
    if (phase == Phase.LEAVING) {
      end(null);
    } else if (fault.remedy() == Remedy.GIVE_UP) {
      end(fault);
    } else if (phase != Phase.PAUSING && phase != Phase.ENDED) {
      drop();
      phase = Phase.WAITING;
      say(new ChannelStatus(ChannelState.ERROR, fault));
    }
  }

  private void ask(boolean fresh) {
    phase = Phase.ASKING;
    if (board.status().state() != ChannelState.CONNECTING) {
      say(ChannelStatus.of(ChannelState.CONNECTING));
    }
    if (tokens == null) {
      join(null);
      return;
    }
    question = core.desk().ask(tokens, fresh, this::given);
  }

  private void given(@Nullable Secret token, @Nullable ChannelFault fault) {
    if (token == null) {
      fail(fault == null ? ChannelFault.SIGNED_OUT : fault);
    } else {
      join(token);
    }
  }

  private void join(@Nullable Secret token) {
    if (!core.link().isOpen()) {
      phase = Phase.WAITING;
      return;
    }
    phase = Phase.JOINING;
    shutdown = null;
    Membership joining = new Membership(core, Frame.TOPIC_PREFIX + options.topic());
    membership = joining;
    joining.join(
        JoinPayload.of(options, missed.toAskFor(), token),
        (outcome, response) -> {
          if (membership == joining && phase == Phase.JOINING) {
            answered(joining, token, outcome, response);
          }
        });
  }

  private void answered(
      Membership joining, @Nullable Secret token, Push.Outcome outcome, String response) {
    switch (outcome) {
      case OK -> joined(joining, token);
      case ERROR -> fail(ChannelFault.ofRefusal(PushReply.reason(response)));
      case TIMED_OUT, NO_ROOM -> {
        joining.tell(Frame.LEAVE, "{}");
        fail(ChannelFault.TIMED_OUT);
      }
      case LOST -> {
        drop();
        phase = Phase.WAITING;
      }
    }
  }

  private void joined(Membership joined, @Nullable Secret token) {
    phase = Phase.JOINED;
    missed.joined();
    core.telemetry().joined();
    say(ChannelStatus.of(ChannelState.SUBSCRIBED));
    inbox.release().forEach(this::take);
    if (tokens != null && token != null) {
      TokenRenewal keeping = new TokenRenewal(core, tokens, joined, token, this::signedOut);
      keeping.begin();
      renewal = keeping;
    }
    pauses.joined();
    sends.begin(joined);
    core.joinSettled(this);
    if (recheckAfterJoin) {
      recheckAfterJoin = false;
      recheck();
    }
  }

  /** The join, or the membership, has come to nothing. */
  private void fail(ChannelFault reported) {
    boolean lostRight = reported == ChannelFault.UNAUTHORIZED && missed.everJoined();
    ChannelFault fault = lostRight ? ChannelFault.REVOKED : reported;
    core.telemetry().notJoined(fault);
    drop();
    if (fault.remedy() == Remedy.GIVE_UP) {
      end(fault);
      return;
    }
    say(new ChannelStatus(ChannelState.ERROR, fault));
    phase = Phase.PAUSING;
    boolean fresh = fault.remedy() == Remedy.REFRESH_TOKEN;
    pauses.before(() -> again(fresh), fresh);
    core.joinSettled(this);
  }

  private void again(boolean fresh) {
    phase = Phase.WAITING;
    if (core.mayJoin(this)) {
      ask(fresh);
    }
  }

  /** A membership is over, and what was asked of it too. */
  private void drop() {
    if (phase == Phase.JOINED) {
      missed.left();
    }
    inbox.forget();
    dropMembership();
  }

  private void dropMembership() {
    question.cancel();
    sends.end();
    pauses.left();
    if (renewal != null) {
      renewal.stop();
      renewal = null;
    }
    Membership over = membership;
    membership = null;
    if (over != null) {
      over.end();
    }
  }

  void take(Frame frame) {
    if (membership != null && !membership.has(frame)) {
      return;
    }
    switch (frame.event()) {
      case "system" -> ChannelFault.ofSystem(frame.payload()).ifPresent(why -> shutdown = why);
      case Frame.CLOSE, Frame.ERROR -> {
        if (phase == Phase.JOINED || phase == Phase.JOINING) {
          fail(shutdown == null ? ChannelFault.CLOSED_BY_SERVER : shutdown);
        }
      }
      default -> {
        if (phase == Phase.JOINED) {
          core.heard(this, frame);
          inbox.take(frame);
        } else if (phase == Phase.JOINING || phase == Phase.ASKING) {
          inbox.hold(frame);
        }
      }
    }
  }

  void accessTokenChanged() {
    if (renewal != null) {
      renewal.ask(false);
    }
  }

  private void signedOut() {
    if (membership != null) {
      membership.tell(Frame.LEAVE, "{}");
    }
    fail(ChannelFault.SIGNED_OUT);
  }

  /**
   * Leaves and joins again: the server passes over a token that it has already, and holds the
   * second of two others within ten seconds back (supabase/realtime, {@code realtime_channel.ex}).
   */
  void recheck() {
    // The server may have read the policies before what changed them.
    recheckAfterJoin |= phase == Phase.JOINING;
    Membership leaving = membership;
    if (phase != Phase.JOINED || leaving == null) {
      return;
    }
    if (!pace.isTime(this::recheck)) {
      return;
    }
    missed.left();
    leaving.tell(Frame.LEAVE, "{}");
    dropMembership();
    say(new ChannelStatus(ChannelState.CONNECTING, ChannelFault.RECHECKED));
    ask(false);
  }

  ChannelSends sends() {
    return sends;
  }

  void leave() {
    Membership current = membership;
    if (phase == Phase.ENDED || phase == Phase.LEAVING) {
      return;
    }
    inbox.mute();
    if (current == null) {
      end(null);
      return;
    }
    phase = Phase.LEAVING;
    current.leave((outcome, response) -> end(null));
  }

  private void end(@Nullable ChannelFault fault) {
    if (phase == Phase.ENDED) {
      return;
    }
    drop();
    phase = Phase.ENDED;
    pauses.end();
    pace.end();
    // Whoever sees that it is closed may open it again.
    core.release(this);
    say(new ChannelStatus(ChannelState.CLOSED, fault));
    core.ended(this, fault);
  }

  private void say(ChannelStatus status) {
    board.set(status);
    delivery.say(() -> options.onStatus().accept(status));
  }
}
