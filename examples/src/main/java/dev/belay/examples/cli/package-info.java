/**
 * The command line {@code belay}: one small class per command.
 *
 * <p>Start with {@link dev.belay.examples.cli.Belay}. A command gets what it needs from outside
 * through {@link dev.belay.examples.cli.Surroundings}, so that a test can give it something else.
 *
 * <pre>{@code
 * int exitCode = Belay.commandLine(Surroundings.ofThisProcess()).execute("schema", "status");
 * }</pre>
 */
@NullMarked
package dev.belay.examples.cli;

import org.jspecify.annotations.NullMarked;
