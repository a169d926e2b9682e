package dev.belay.examples.cli;

import picocli.CommandLine.Command;

/** Groups the commands about cache tags. */
@Command(
    name = "cache",
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows and bumps the versions of cache tags.")
final class CacheCommand {}
