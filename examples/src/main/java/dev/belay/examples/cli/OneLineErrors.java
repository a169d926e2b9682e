package dev.belay.examples.cli;

import dev.belay.support.BelayException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says in one line on standard error what is wrong. The library's messages hold no secret, and what
 * was typed is not repeated, since it can be a key in the wrong place.
 */
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleParseException(ParameterException wrongUse, String[] args) {
    CommandLine command = wrongUse.getCommandLine();
    String reason =
        wrongUse instanceof UnmatchedArgumentException
            ? "unknown option or argument"
            : String.valueOf(wrongUse.getMessage()).replaceFirst("^Error: ", "");
    print(command, "%s (see %s --help)".formatted(reason, name(command)));
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult result) {
    print(
        command,
        failure instanceof BelayException
            ? String.valueOf(failure.getMessage())
            : "unexpected failure: " + failure.getClass().getName());
    return ExitCode.SOFTWARE;
  }

  private static void print(CommandLine command, String line) {
    command.getErr().println("belay: " + line.replaceAll("\\R", " "));
    command.getErr().flush();
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }
}
