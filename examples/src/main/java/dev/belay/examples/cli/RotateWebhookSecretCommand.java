package dev.belay.examples.cli;

import dev.belay.support.Secret;
import dev.belay.webhook.send.SecretFingerprint;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts a new secret in front of the old one, which stays valid for a while. */
@Command(
    name = "rotate-secret",
    description = {
      "Puts a new secret into a file of variables, and keeps the old one beside it as",
      "..._PREVIOUS with the end of the overlap. Prints fingerprints, never a secret.",
      "Give the file to the receivers first, and to the dispatchers after them."
    })
final class RotateWebhookSecretCommand implements Callable<Integer> {

  private static final String STANDARD = "WEBHOOK_SECRET";
  private static final Pattern VARIABLES =
      Pattern.compile("([A-Z][A-Z0-9_]*_)?(HMAC|WEBHOOK)_SECRET");
  private static final int SECRET_BYTES = 32;
  private static final Duration LONGEST = Duration.ofDays(90);

  private final Clock clock;

  @Spec private CommandSpec command;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      required = true,
      description = "File of lines NAME=VALUE, which its owner alone may read.")
  private Path file;

  @Option(
      names = "--overlap",
      paramLabel = "TIME",
      defaultValue = "P7D",
      description = "How long the old one stays valid, such as P7D or PT12H. Default: P7D.")
  private String overlap;

  @Option(
      names = "--variable",
      paramLabel = "NAME",
      defaultValue = HmacSecret.VARIABLE,
      description = {
        "Which secret: HMAC_SECRET, the default, or WEBHOOK_SECRET; of one endpoint with a",
        "prefix, such as TRIPS_HMAC_SECRET."
      })
  private String variable;

  RotateWebhookSecretCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Instant until = clock.instant().plus(overlap()).truncatedTo(ChronoUnit.SECONDS);
    SecretsFile secrets = SecretsFile.at(file);
    Map<String, String> changed = new LinkedHashMap<>();
    Secret next = generate(variable());
    changed.put(variable, next.reveal());
    Optional<Secret> previous = secrets.get(variable).map(Secret::of);
    previous.ifPresent(
        secret -> {
          changed.put(variable + "_PREVIOUS", secret.reveal());
          changed.put(variable + "_PREVIOUS_UNTIL", until.toString());
        });
    secrets.set(changed);
    print(next, previous, until);
    return ExitCode.OK;
  }

  private Duration overlap() {
    try {
      Duration time = Duration.parse(overlap);
      if (time.isNegative() || time.compareTo(LONGEST) > 0) {
        throw new ParameterException(command.commandLine(), "--overlap must be 0 to 90 days");
      }
      return time;
    } catch (DateTimeException malformed) {
      throw new ParameterException(
          command.commandLine(), "--overlap must be a time such as P7D or PT12H");
    }
  }

  private String variable() {
    if (!VARIABLES.matcher(variable).matches()) {
      throw new ParameterException(
          command.commandLine(),
          "--variable must be HMAC_SECRET or WEBHOOK_SECRET, or one of these behind a prefix");
    }
    return variable;
  }

  private static Secret generate(String variable) {
    if (variable.endsWith(STANDARD)) {
      return StandardWebhooksSigner.generateSecret();
    }
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Secret.of(HexFormat.of().formatHex(bytes));
  }

  private void print(Secret next, Optional<Secret> previous, Instant until) {
    PrintWriter out = command.commandLine().getOut();
    out.println("New secret:       " + SecretFingerprint.of(next));
    previous.ifPresent(
        secret -> {
          out.println("Previous secret:  " + SecretFingerprint.of(secret));
          out.println("Valid until:      " + until);
        });
  }
}
