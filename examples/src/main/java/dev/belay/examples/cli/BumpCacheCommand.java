package dev.belay.examples.cli;

import dev.belay.cache.TagSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Bumps tags. */
@Command(
    name = "bump",
    description = {
      "Bumps cache tags, all or none, and prints their new versions:",
      "whatever is cached under one of them is void then."
    })
final class BumpCacheCommand implements Runnable {

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Parameters(arity = "1..*", paramLabel = "TAG", description = "Tags, such as trips.")
  private List<String> tags;

  @Mixin private TagStoreOptions store;

  BumpCacheCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public void run() {
    TagSet named = TagSet.of(tags);
    CacheVersionsCommand.print(
        command.commandLine().getOut(), store.use(outside, versions -> versions.bumpAll(named)));
  }
}
