package dev.belay.examples.cli;

import java.time.Clock;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/**
 * The command line {@code belay}.
 *
 * <p>Exit codes: 0 for done, 1 for refused or failed, 2 for wrong use.
 */
@Command(
    name = "belay",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Users' LLM keys in PostgreSQL: stores them, resolves them, shows how it works.")
public final class Belay {

  /** The driver logs what it also throws; a strong reference keeps the setting. */
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  private Belay() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the command, its options and arguments
   */
  public static void main(String[] args) {
    DRIVER_LOG.setLevel(Level.OFF);
    System.exit(commandLine(Surroundings.ofThisProcess()).execute(args));
  }

  /**
   * All commands.
   *
   * @param outside what the commands take from outside
   * @return the root command, ready to be executed
   */
  public static CommandLine commandLine(Surroundings outside) {
    OneLineErrors errors = new OneLineErrors();
    return new CommandLine(new Belay())
        .addSubcommand(new DemoCommand())
        .addSubcommand(keys(outside))
        .addSubcommand(new ResolveCommand(outside))
        .addSubcommand(cache(outside))
        .addSubcommand(realtime(outside))
        .addSubcommand(schema(outside))
        .addSubcommand(webhooks(outside))
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  private static CommandLine keys(Surroundings outside) {
    return new CommandLine(new KeysCommand())
        .addSubcommand(new PutKeyCommand(outside))
        .addSubcommand(new SealKeyCommand(outside))
        .addSubcommand(new ListKeysCommand(outside))
        .addSubcommand(new CheckKeysCommand(outside))
        .addSubcommand(new DeleteKeysCommand(outside))
        .addSubcommand(new RotateKeysCommand(outside));
  }

  private static CommandLine cache(Surroundings outside) {
    return new CommandLine(new CacheCommand())
        .addSubcommand(new CacheVersionsCommand(outside))
        .addSubcommand(new BumpCacheCommand(outside));
  }

  private static CommandLine realtime(Surroundings outside) {
    return new CommandLine(new RealtimeCommand())
        .addSubcommand(new ExplainTopicCommand(outside))
        .addSubcommand(new ListenToTopicCommand(outside))
        .addSubcommand(new SendToTopicCommand(outside));
  }

  private static CommandLine schema(Surroundings outside) {
    return new CommandLine(new SchemaCommand())
        .addSubcommand(new InstallSchemaCommand(outside))
        .addSubcommand(new SchemaStatusCommand(outside))
        .addSubcommand(new AddServiceCommand(outside));
  }

  private static CommandLine webhooks(Surroundings outside) {
    return new CommandLine(new WebhooksCommand())
        .addSubcommand(new SetUpWebhooksCommand(outside))
        .addSubcommand(new VerifyWebhooksCommand(outside))
        .addSubcommand(new WebhookStatusCommand(outside))
        .addSubcommand(new ReplayWebhooksCommand(outside))
        .addSubcommand(new PauseWebhooksCommand(outside))
        .addSubcommand(new ResumeWebhooksCommand(outside))
        .addSubcommand(new RotateWebhookSecretCommand(Clock.systemUTC()));
  }
}
