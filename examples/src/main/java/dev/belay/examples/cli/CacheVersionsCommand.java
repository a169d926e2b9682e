package dev.belay.examples.cli;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersion;
import dev.belay.examples.Table;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the versions of tags. */
@Command(
    name = "versions",
    description = "Prints the versions of cache tags; 0 for a tag that was never bumped.")
final class CacheVersionsCommand implements Runnable {

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Parameters(arity = "1..*", paramLabel = "TAG", description = "Tags, such as trips.")
  private List<String> tags;

  @Mixin private TagStoreOptions store;

  CacheVersionsCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public void run() {
    TagSet named = TagSet.of(tags);
    print(command.commandLine().getOut(), store.use(outside, versions -> versions.versions(named)));
  }

  static void print(PrintWriter out, List<TagVersion> versions) {
    Table table = new Table("tag", "version");
    versions.forEach(version -> table.row(version.tag(), Long.toString(version.version())));
    out.println(table);
  }
}
