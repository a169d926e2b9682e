package dev.belay.testservers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One client's connection through a tap, and the server's end of it. */
final class TapConnection {

  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int BUFFER = 1 << 13;

  private final Socket client;
  private final Socket server;
  private final FrontendReader reader;
  private final Supplier<Duration> delay;
  private final CountDownLatch closed = new CountDownLatch(1);

  TapConnection(Socket client, Socket server, WireLog log, Supplier<Duration> delay) {
    this.client = client;
    this.server = server;
    this.reader = new FrontendReader(log);
    this.delay = delay;
  }

  void start(String name) {
    startDaemon(this::forward, name + "-out");
    startDaemon(this::backward, name + "-in");
  }

  boolean isOpen() {
    return closed.getCount() > 0;
  }

  void close() {
    closed.countDown();
    closeQuietly(client);
    closeQuietly(server);
  }

  private void forward() throws IOException, InterruptedException {
    logIn();
    InputStream in = client.getInputStream();
    OutputStream out = server.getOutputStream();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (reader.read(buffer, read)) {
        await(delay.get());
      }
      out.write(buffer, 0, read);
    }
  }

  private void backward() throws IOException {
    server.getInputStream().transferTo(client.getOutputStream());
  }

  /**
   * Passes the first message on. Encryption is declined here, since nothing could be counted in it.
   */
  private void logIn() throws IOException, InterruptedException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    int length = in.readInt();
    int code = in.readInt();
    while (code == SSL_REQUEST || code == GSS_REQUEST) {
      client.getOutputStream().write('N');
      length = in.readInt();
      code = in.readInt();
    }
    byte[] rest = in.readNBytes(length - 2 * Integer.BYTES);
    await(delay.get());
    DataOutputStream out = new DataOutputStream(server.getOutputStream());
    out.writeInt(length);
    out.writeInt(code);
    out.write(rest);
  }

  /** Waits, unless the connection is closed meanwhile. */
  private void await(Duration time) throws InterruptedException {
    if (!time.isZero()) {
      closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void startDaemon(Pump pump, String name) {
    Thread thread = new Thread(() -> run(pump), name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Either side's end, however it comes about, is the end of both. */
  private void run(Pump pump) {
    try {
      pump.run();
    } catch (IOException e) {
      // The peers see their connection close, which is how a proxy reports a lost one.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  @FunctionalInterface
  private interface Pump {
    void run() throws IOException, InterruptedException;
  }
}
