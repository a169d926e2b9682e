package dev.belay.testservers.realtime;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** What goes over the wire at once. */
sealed interface Frame {

  void sendTo(Session session, Callback callback);

  /** A frame of text. */
  record Text(String text) implements Frame {
    @Override
    public void sendTo(Session session, Callback callback) {
      session.sendText(text, callback);
    }
  }

  /** A frame of bytes. */
  record Binary(ByteBuffer bytes) implements Frame {
    @Override
    public void sendTo(Session session, Callback callback) {
      session.sendBinary(bytes.duplicate(), callback);
    }
  }

  /** The frame that ends the connection. */
  record Close(int code) implements Frame {
    @Override
    public void sendTo(Session session, Callback callback) {
      session.close(code, null, callback);
    }
  }
}
