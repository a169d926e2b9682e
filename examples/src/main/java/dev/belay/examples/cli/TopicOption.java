package dev.belay.examples.cli;

import picocli.CommandLine.Option;

/** The topic that a command is about. */
final class TopicOption {

  @Option(
      names = "--topic",
      required = true,
      paramLabel = "TOPIC",
      description = "The topic without `realtime:`, such as trip:42.")
  private String name;

  String name() {
    return name;
  }
}
