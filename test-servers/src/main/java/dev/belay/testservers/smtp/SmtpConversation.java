package dev.belay.testservers.smtp;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One connection, from the greeting to the end. */
final class SmtpConversation {

  private final SmtpServer server;
  private final Socket socket;
  private boolean tlsMissing;
  private BufferedReader in;
  private BufferedWriter out;
  private final List<String> to = new ArrayList<>();
  private String from = "";
  private boolean loggedIn;

  SmtpConversation(SmtpServer server, SmtpServer.Tls tls, Socket socket) throws IOException {
    this.server = server;
    this.socket = tls == SmtpServer.Tls.IMPLICIT ? server.secured(socket) : socket;
    this.tlsMissing = tls == SmtpServer.Tls.STARTTLS;
    this.in = reader(this.socket);
    this.out = writer(this.socket);
  }

  /** Bytes as characters, so that no content is changed. */
  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  private static BufferedWriter writer(Socket socket) throws IOException {
    return new BufferedWriter(
        new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.ISO_8859_1));
  }

  void run() throws IOException {
    say("220 local test server");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
      SmtpFault fault = server.takeFault(verb);
      if (fault == SmtpFault.HANG_UP) {
        return;
      }
      if (fault != null) {
        say(fault.answer());
      } else if (!answer(verb, line)) {
        return;
      }
    }
  }

  private boolean answer(String verb, String line) throws IOException {
    switch (verb) {
      case "EHLO" ->
          say(
              "250-local",
              tlsMissing ? "250-STARTTLS" : "250-AUTH PLAIN",
              "250-8BITMIME",
              "250 SIZE 10485760");
      case "STARTTLS" -> secure();
      case "AUTH" -> say(logIn(line) ? "235 2.7.0 welcome" : "535 5.7.8 wrong password");
      case "MAIL" -> mail(line);
      case "RCPT" -> {
        to.add(path(line));
        say("250 ok");
      }
      case "DATA" -> take();
      case "QUIT" -> say("221 bye");
      default -> say("250 ok");
    }
    return !verb.equals("QUIT");
  }

  private void secure() throws IOException {
    say(tlsMissing ? "220 2.0.0 go on" : "503 5.5.1 there is none");
    if (tlsMissing) {
      Socket secured = server.secured(socket);
      in = reader(secured);
      out = writer(secured);
      tlsMissing = false;
    }
  }

  private void mail(String line) throws IOException {
    to.clear();
    from = path(line);
    say(!loggedIn ? "530 5.7.0 log in first" : "250 ok");
  }

  private boolean logIn(String line) {
    String[] words = line.split(" ", 3);
    if (!tlsMissing && words.length == 3 && words[1].equalsIgnoreCase("PLAIN")) {
      String given = new String(Base64.getDecoder().decode(words[2]), StandardCharsets.UTF_8);
      // Whose mail it is, which may be left out, then the user and the password (RFC 4616).
      loggedIn = given.endsWith("\0" + server.user() + "\0" + server.password());
    }
    return loggedIn;
  }

  private void take() throws IOException {
    say("354 go on");
    StringBuilder content = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    @Nullable SmtpFault fault = server.takeFault(".");
    if (fault == null) {
      server.keep(new SmtpMessage(from, to, content.toString()));
    }
    say(fault == null ? "250 2.0.0 taken" : fault.answer());
  }

  private static String path(String line) {
    return line.replaceFirst("^[^<]*<([^>]*)>.*$", "$1");
  }

  private void say(String... lines) throws IOException {
    for (String line : lines) {
      out.write(line + "\r\n");
    }
    out.flush();
  }
}
