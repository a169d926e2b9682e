package dev.belay.realtime.channel;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: puts the pieces of frames together, sends one at a time, and reports in the
 * engine's thread. It asks for the next frame when the last has been dealt with, so a server that
 * sends faster than that is slowed down by TCP.
 *
 * <p>All methods but those of the listener are called in the engine's thread.
 */
final class PhoenixSocket implements WebSocket.Listener {

  /** What is told of. In the engine's thread; nothing more comes after {@code closed}. */
  interface Events {

    void frame(PhoenixSocket socket, Frame frame);

    void closed(PhoenixSocket socket);
  }

  private static final int NORMAL = 1000;

  private final Engine engine;
  private final ProtocolVersion version;
  private final int largestFrame;
  private final int mostWaiting;
  private final Events events;

  private final Deque<String> waiting = new ArrayDeque<>();
  private long waitingSize;
  private boolean sending;
  private boolean closed;
  private @Nullable WebSocket socket;

  /** Only the listener's thread uses these. */
  private final StringBuilder text = new StringBuilder();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PhoenixSocket(
      Engine engine, ProtocolVersion version, int largestFrame, int mostWaiting, Events events) {
    this.engine = engine;
    this.version = version;
    this.largestFrame = largestFrame;
    this.mostWaiting = mostWaiting;
    this.events = events;
  }

  /** Once, with what the handshake brought. */
  void opened(WebSocket opened) {
    socket = opened;
    sendNext();
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether it will be sent; not where more waits than may. */
  boolean send(Frame frame) {
    String written = version.write(frame);
    if (closed || written.length() > largestFrame || waitingSize + written.length() > mostWaiting) {
      return false;
    }
    waiting.add(written);
    waitingSize += written.length();
    sendNext();
    return true;
  }

  private void sendNext() {
    WebSocket open = socket;
    if (open == null || closed || sending || waiting.isEmpty()) {
      return;
    }
    sending = true;
    String next = waiting.remove();
    waitingSize -= next.length();
    CompletableFuture<?> unused =
        open.sendText(next, true)
            .whenComplete((done, failure) -> engine.run(() -> sent(failure != null)));
  }

  private void sent(boolean failed) {
    sending = false;
    if (failed) {
      abort();
    } else {
      sendNext();
    }
  }

  /** Says good-bye once all has been sent. The server closes then. */
  void close() {
    WebSocket open = socket;
    if (open == null || closed || sending || !waiting.isEmpty()) {
      abort();
      return;
    }
    CompletableFuture<?> unused =
        open.sendClose(NORMAL, "").whenComplete((done, failure) -> open.abort());
    end();
  }

  /** Cuts the connection. */
  void abort() {
    WebSocket open = socket;
    if (open != null) {
      open.abort();
    }
    end();
  }

  private void end() {
    if (!closed) {
      closed = true;
      waiting.clear();
      events.closed(this);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    if (text.length() + part.length() > largestFrame) {
      engine.run(this::abort);
      return null;
    }
    text.append(part);
    if (!last) {
      from.request(1);
      return null;
    }
    Optional<Frame> frame = version.read(text.toString());
    text.setLength(0);
    deal(from, frame);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
    if (bytes.size() + part.remaining() > largestFrame) {
      engine.run(this::abort);
      return null;
    }
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    bytes.writeBytes(copy);
    if (!last) {
      from.request(1);
      return null;
    }
    Optional<Frame> frame = BinaryFrame.read(ByteBuffer.wrap(bytes.toByteArray()));
    bytes.reset();
    deal(from, frame);
    return null;
  }

  /** What is no message is passed over, as Phoenix's own client does. */
  private void deal(WebSocket from, Optional<Frame> frame) {
    engine.run(
        () -> {
          if (!closed) {
            frame.ifPresent(message -> events.frame(this, message));
          }
          from.request(1);
        });
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    engine.run(this::abort);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    engine.run(this::abort);
  }
}
