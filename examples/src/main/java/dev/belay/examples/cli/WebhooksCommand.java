package dev.belay.examples.cli;

import picocli.CommandLine.Command;

/** Groups the commands about webhooks. */
@Command(
    name = "webhooks",
    synopsisSubcommandLabel = "COMMAND",
    description = "Sets up, watches and mends the delivery of webhooks.")
final class WebhooksCommand {}
