package dev.belay.testservers.realtime;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * What Jetty calls for one connection. It is public for Jetty alone, which reaches no other class.
 */
public final class SocketEndpoint implements Session.Listener.AutoDemanding {

  private final ClientSocket socket;

  SocketEndpoint(ClientSocket socket) {
    this.socket = socket;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    socket.open(session);
  }

  @Override
  public void onWebSocketText(String text) {
    socket.receive(text);
  }

  @Override
  public void onWebSocketBinary(ByteBuffer bytes, Callback callback) {
    socket.receive(bytes);
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    socket.gone();
  }

  @Override
  public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
    socket.gone();
    callback.succeed();
  }
}
