package dev.belay.examples.cli;

import picocli.CommandLine.Command;

/** Groups the commands about realtime topics. */
@Command(
    name = "realtime",
    synopsisSubcommandLabel = "COMMAND",
    description = "Says who may use a realtime topic, listens to one and sends to it.")
final class RealtimeCommand {}
