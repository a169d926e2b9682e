package dev.belay.examples.cli;

import dev.belay.byok.KeyRotation;
import dev.belay.byok.RotationReport;
import dev.belay.byok.UnreadableKey;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings all envelopes under the active key of the key ring. */
@Command(
    name = "rotate",
    description = {
      "Seals every stored key anew with the active key of the key ring, which is its first.",
      "May be stopped and run again. Fails if it met a key that it cannot read."
    })
final class RotateKeysCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private DatabaseOptions database;

  @Option(
      names = "--new-key",
      description = "First put a new key into the key ring of the embedded database.")
  private boolean newKey;

  @Option(
      names = "--seal-plaintext",
      description = "Also seal keys that lie in Supabase Vault without an envelope.")
  private boolean sealPlaintext;

  RotateKeysCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    if (newKey) {
      addKey(outside.environment());
    }
    KeyRing ring = database.requireKeyRing(outside.environment());
    try (Session session = database.openSession(outside)) {
      KeyRotation rotation = KeyRotation.over(session.rpc(), ring);
      RotationReport report = (sealPlaintext ? rotation.sealingPlaintext() : rotation).run();
      print(ring.activeKeyId(), report);
      return report.unreadable().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void addKey(Environment environment) {
    if (!database.isEmbedded() || KeyRing.fromEnvironment(environment).isPresent()) {
      throw new InvalidArgumentException(
          "The key ring is in " + KeyRing.VARIABLE + ": put a new key in front of it there");
    }
    database.keyRingFile().addKey();
  }

  private void print(String activeKeyId, RotationReport report) {
    PrintWriter out = command.commandLine().getOut();
    out.println("Active key:          " + activeKeyId);
    out.println("Sealed anew:         " + (report.rotated() + report.sealed()));
    out.println("Already current:     " + report.alreadyCurrent());
    out.println("Changed meanwhile:   " + report.changedMeanwhile());
    out.println("Left as plaintext:   " + report.plaintext());
    out.println("Cannot be read:      " + report.unreadable().size());
    for (UnreadableKey key : report.unreadable()) {
      command
          .commandLine()
          .getErr()
          .printf("belay: the %s key of user %s: %s%n", key.service(), key.userId(), key.reason());
    }
  }
}
