package dev.belay.testservers.redis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One connection to a Redis on loopback. For one thread at a time. */
final class RespConnection implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  private RespConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  static RespConnection open(int port, @Nullable String password) {
    return open(port, password, LIMIT);
  }

  /** A connection on which nothing may take longer than a limit. */
  static RespConnection open(int port, @Nullable String password, Duration limit) {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) limit.toMillis());
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) limit.toMillis());
      RespConnection connection = new RespConnection(socket);
      if (password != null && connection.call("AUTH", password) instanceof RespValue.Failure) {
        throw new IOException("Redis refused the password");
      }
      return connection;
    } catch (IOException e) {
      closeQuietly(socket);
      throw new UncheckedIOException(e);
    } catch (UncheckedIOException e) {
      closeQuietly(socket);
      throw e;
    }
  }

  RespValue call(String... words) {
    List<byte[]> command =
        Stream.of(words).map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
    return call(List.of(command)).get(0);
  }

  /** Sends all commands at once and reads one reply for each. */
  List<RespValue> call(List<List<byte[]>> commands) {
    try {
      for (List<byte[]> command : commands) {
        send(command);
      }
      out.flush();
      List<RespValue> replies = new ArrayList<>();
      while (replies.size() < commands.size()) {
        replies.add(read());
      }
      return replies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closeQuietly(socket);
  }

  private void send(List<byte[]> command) throws IOException {
    line('*', command.size());
    for (byte[] word : command) {
      line('$', word.length);
      out.write(word);
      out.write('\r');
      out.write('\n');
    }
  }

  private void line(char type, int number) throws IOException {
    out.write((type + Integer.toString(number) + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private RespValue read() throws IOException {
    byte type = in.readByte();
    String line = readLine();
    return switch (type) {
      case '+' -> new RespValue.Text(line.getBytes(StandardCharsets.UTF_8));
      case '-' -> new RespValue.Failure(line);
      case ':' -> new RespValue.Whole(Long.parseLong(line));
      case '$' -> bulk(Integer.parseInt(line));
      case '*' -> items(Integer.parseInt(line));
      default -> throw new IOException("Not a reply of Redis");
    };
  }

  private RespValue bulk(int length) throws IOException {
    if (length < 0) {
      return new RespValue.Nil();
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("The reply is not complete");
    }
    readLine();
    return new RespValue.Text(bytes);
  }

  private RespValue items(int count) throws IOException {
    if (count < 0) {
      return new RespValue.Nil();
    }
    List<RespValue> items = new ArrayList<>();
    while (items.size() < count) {
      items.add(read());
    }
    return new RespValue.Items(items);
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (byte next = in.readByte(); next != '\r'; next = in.readByte()) {
      line.append((char) (next & 0xff));
    }
    in.readByte();
    return line.toString();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }
}
