package dev.belay.examples.cli;

import dev.belay.support.Secret;
import dev.belay.webhook.send.OutboxEndpoint;
import dev.belay.webhook.send.SecretDrift;
import dev.belay.webhook.send.SecretDrift.Verdict;
import dev.belay.webhook.send.WebhookEndpoints;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether the environment and the database have the same signing secret. */
@Command(
    name = "verify",
    description = {
      "Compares HMAC_SECRET with what the database knows, by fingerprint: MATCH, MISSING or",
      "MISMATCH for each endpoint. Fails unless all match. No secret is sent or printed."
    })
final class VerifyWebhooksCommand implements Callable<Integer> {

  private static final String PREFIX = "[verify_webhook_secret] ";

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Option(
      names = "--endpoint",
      paramLabel = "NAME",
      description = "The one endpoint to look at. Default: all.")
  private @Nullable String name;

  @Mixin private WebhookDatabaseOptions database;

  VerifyWebhooksCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    Secret secret = HmacSecret.required(outside.environment());
    try (WebhookDatabaseOptions.Opened opened = database.open(outside)) {
      WebhookEndpoints endpoints = opened.endpoints();
      List<String> names =
          name == null
              ? endpoints.list().stream().map(OutboxEndpoint::name).toList()
              : List.of(name);
      if (names.isEmpty()) {
        say("MISSING: there is no endpoint. Run belay webhooks setup.");
        return ExitCode.SOFTWARE;
      }
      boolean all = true;
      for (String one : names) {
        SecretDrift drift = endpoints.compareSecret(one, secret);
        say(one + ": " + drift);
        all &= drift.verdict() == Verdict.MATCH;
      }
      return all ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void say(String line) {
    PrintWriter out = command.commandLine().getOut();
    out.println(PREFIX + line);
  }
}
