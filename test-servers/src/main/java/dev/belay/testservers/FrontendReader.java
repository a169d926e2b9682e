package dev.belay.testservers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the messages that a client sends after its log-in (PostgreSQL protocol version 3), in
 * pieces as they come.
 *
 * <p>Of a message it keeps the beginning only: the text of a statement, never the values bound to
 * it.
 */
final class FrontendReader {

  private static final int HEADER = 5;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final int LONGEST_NAMES = 1 << 8;

  private final WireLog log;
  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, String> portals = new HashMap<>();
  private final ByteBuffer header = ByteBuffer.allocate(HEADER);
  private final ByteBuffer body = ByteBuffer.allocate(LONGEST_TEXT);
  private int bodyLeft;

  FrontendReader(WireLog log) {
    this.log = log;
  }

  /**
   * Takes the next bytes.
   *
   * @return whether they end a message that the server must answer
   */
  boolean read(byte[] bytes, int length) {
    boolean answerAwaited = false;
    ByteBuffer piece = ByteBuffer.wrap(bytes, 0, length);
    while (piece.hasRemaining()) {
      if (header.hasRemaining()) {
        header.put(piece.get());
        if (!header.hasRemaining()) {
          bodyLeft = header.getInt(1) - Integer.BYTES;
          body.clear();
          body.limit(kept(header.get(0)));
        }
      } else {
        skipBody(piece);
      }
      if (!header.hasRemaining() && bodyLeft == 0) {
        answerAwaited |= message((char) header.get(0));
        header.clear();
      }
    }
    return answerAwaited;
  }

  private void skipBody(ByteBuffer piece) {
    int taken = Math.min(bodyLeft, piece.remaining());
    int copied = Math.min(taken, body.remaining());
    body.put(piece.slice(piece.position(), copied));
    piece.position(piece.position() + taken);
    bodyLeft -= taken;
  }

  private static int kept(byte type) {
    return switch (type) {
      case 'Q', 'P' -> LONGEST_TEXT;
      case 'B', 'E' -> LONGEST_NAMES;
      default -> 0;
    };
  }

  private boolean message(char type) {
    body.flip();
    switch (type) {
      case 'P' -> {
        statements.put(nextText(), nextText());
        log.parse();
      }
      case 'B' -> portals.put(nextText(), statements.getOrDefault(nextText(), ""));
      case 'E' -> log.execute(portals.getOrDefault(nextText(), ""));
      case 'Q' -> log.execute(nextText());
      case 'F' -> log.execute("");
      default -> {
        // Describe, Close, Flush, Sync, copy data and passwords execute nothing.
      }
    }
    boolean answerAwaited = type == 'Q' || type == 'S' || type == 'F';
    if (answerAwaited) {
      log.roundTrip();
    }
    return answerAwaited;
  }

  /** The next text that ends with a zero byte, or what was kept of it. */
  private String nextText() {
    int start = body.position();
    while (body.hasRemaining() && body.get() != 0) {
      // Go on to the end.
    }
    int end = body.position();
    boolean whole = end > start && body.get(end - 1) == 0;
    return new String(body.array(), start, end - start - (whole ? 1 : 0), StandardCharsets.UTF_8);
  }
}
