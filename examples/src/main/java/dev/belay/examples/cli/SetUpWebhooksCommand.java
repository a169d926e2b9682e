package dev.belay.examples.cli;

import dev.belay.examples.Table;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.webhook.send.SecretFingerprint;
import dev.belay.webhook.send.WebhookEndpoints;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes down where webhooks go, and by its fingerprint what they are signed with. */
@Command(
    name = "setup",
    description = {
      "Writes down where webhooks go: for each endpoint NAME the URL in WEBHOOK_<NAME>_URL. Notes",
      "the fingerprint of HMAC_SECRET, with which they are signed; the secret itself stays here."
    })
final class SetUpWebhooksCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Option(
      names = "--endpoint",
      paramLabel = "NAME",
      description = "An endpoint; may be repeated. Default: trips and cache.")
  private @Nullable List<String> names;

  @Mixin private WebhookDatabaseOptions database;

  SetUpWebhooksCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    Environment environment = outside.environment();
    Secret secret = HmacSecret.required(environment);
    List<Planned> plan = new ArrayList<>();
    for (String name : names == null ? List.of("trips", "cache") : names) {
      plan.add(new Planned(name, url(environment, name))); // all are read before one is written
    }
    Table table = new Table("endpoint", "url", "signed with");
    try (WebhookDatabaseOptions.Opened opened = database.open(outside)) {
      WebhookEndpoints endpoints = opened.endpoints();
      for (Planned one : plan) {
        endpoints.upsert(one.name(), one.url());
        endpoints.recordSecret(one.name(), secret);
        table.row(one.name(), origin(one.url()), SecretFingerprint.of(secret));
      }
    }
    command.commandLine().getOut().println(table);
    return ExitCode.OK;
  }

  private static URI url(Environment environment, String name) {
    String variable = "WEBHOOK_" + name.replace('-', '_').toUpperCase(Locale.ROOT) + "_URL";
    String text =
        environment
            .get(variable)
            .orElseThrow(
                () -> new ConfigurationException("The URL of an endpoint is not set: " + variable));
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) { // its message repeats the URL
      throw new ConfigurationException("Not a URL: " + variable);
    }
  }

  /** A path or a query can hold a token. */
  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getAuthority();
  }

  /** An endpoint to be. */
  private record Planned(String name, URI url) {}
}
