package dev.belay.examples.cli;

import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.TopicExplanation;
import dev.belay.realtime.TopicOperation;
import dev.belay.realtime.TopicReason;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether a user may use a topic, and why. */
@Command(
    name = "explain",
    description = {
      "Says whether a user may read a realtime topic, or write it, and what decides it: the rule,",
      "and what the user is to the thing, where its kind has an explaining function.",
      "The exit code is 0 if it is allowed and 1 if it is denied."
    })
final class ExplainTopicCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private UserOption user;
  @Mixin private TopicOption topic;

  @Option(names = "--write", description = "Ask for writing. Default: for reading.")
  private boolean write;

  @Mixin private DatabaseOptions database;

  ExplainTopicCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    TopicOperation operation = write ? TopicOperation.WRITE : TopicOperation.READ;
    try (Database opened = database.openPrepared(outside.environment())) {
      TopicExplanation explanation =
          TopicAuthorizers.over(opened.rpc()).explain(user.id(), topic.name(), operation);
      print(explanation, operation);
      return explanation.decision().allowed() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void print(TopicExplanation explanation, TopicOperation operation) {
    PrintWriter out = command.commandLine().getOut();
    TopicReason reason = explanation.decision().reason();
    String decision = explanation.decision().allowed() ? "allowed" : "denied";
    out.println("decision:  " + decision + " to " + operation.word());
    out.println("reason:    " + reason.word() + ", " + reason.text());
    line(out, "kind:      ", explanation.kind());
    line(out, "rule:      ", explanation.rule());
    line(out, "fact:      ", explanation.fact());
  }

  /** A fact is what the application's function says: nothing that a terminal would obey. */
  private static void line(PrintWriter out, String name, Optional<String> text) {
    text.ifPresent(it -> out.println(name + it.replaceAll("\\p{Cntrl}", "?")));
  }
}
