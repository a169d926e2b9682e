package dev.belay.webhook.send.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link DispatcherProcess} as the test sees it. */
final class DispatcherChild implements AutoCloseable {

  private final Process process;
  private final PrintStream orders;
  private final BlockingQueue<String> said = new ArrayBlockingQueue<>(100);

  private DispatcherChild(Process process, String... settings) {
    this.process = process;
    this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    for (String setting : settings) {
      orders.println(setting);
    }
    Thread reader = new Thread(this::read, "dispatcher-child");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one that waits for its order.
   *
   * @param classes where it has its classes from
   */
  static DispatcherChild start(ClassArchive classes, String jdbcUrl, URI receiver, String secret) {
    List<String> command = new ArrayList<>();
    String suffix =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win") ? ".exe" : "";
    command.add(Path.of(System.getProperty("java.home"), "bin", "java" + suffix).toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.addAll(classes.arguments());
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
    command.add(DispatcherProcess.class.getName());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new DispatcherChild(process, jdbcUrl, receiver.toString(), secret);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.offer(line);
      }
    } catch (IOException killed) {
      said.offer("killed");
    }
  }

  /** Lets it go, to stop at a point that has been passed so many times; or on and on. */
  DispatcherChild go(KillPoint point, int passes, String how) throws InterruptedException {
    if (!hears("ready", Duration.ofSeconds(60))) {
      throw new IllegalStateException("A dispatcher did not start");
    }
    orders.println("go " + point + " " + passes + " " + how);
    return this;
  }

  DispatcherChild go() throws InterruptedException {
    return go(KillPoint.ANYWHERE, 0, "sound");
  }

  /** Whether it says that within the time. */
  boolean hears(String line, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (line.equals(said.poll(left, TimeUnit.NANOSECONDS))) {
        return true;
      }
    }
    return false;
  }

  /** SIGKILL: it gets no chance to do anything more. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it end by itself; its exit code, or -1 if it takes too long. */
  int finish(Duration atMost) throws InterruptedException {
    orders.close();
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
