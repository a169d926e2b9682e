package dev.belay.examples.cli;

import picocli.CommandLine.Command;

/** Groups the commands about the database's schema. */
@Command(
    name = "schema",
    synopsisSubcommandLabel = "COMMAND",
    description = "Installs the database's schema and tells about it.")
final class SchemaCommand {}
