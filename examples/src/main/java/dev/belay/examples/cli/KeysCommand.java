package dev.belay.examples.cli;

import picocli.CommandLine.Command;

/** Groups the commands about users' keys. */
@Command(
    name = "keys",
    synopsisSubcommandLabel = "COMMAND",
    description = "Stores, lists, checks and removes users' keys.")
final class KeysCommand {}
