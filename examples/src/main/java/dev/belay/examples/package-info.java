/**
 * The reference integration: what a program that stands on the library looks like.
 *
 * <p>Start with {@link dev.belay.examples.cli.Belay}, the command line, with {@link
 * dev.belay.examples.demo.Demo}, which plays every way to a key against a real database and
 * stand-ins of the providers, and with {@link dev.belay.examples.travel.TravelHooks}, the routes of
 * an application that is told of changed rows.
 *
 * <pre>{@code
 * $ java -jar examples/target/belay.jar demo
 * $ printf %s "$OPENAI_API_KEY" | java -jar examples/target/belay.jar keys put --user $ID --service openai
 * $ java -jar examples/target/belay.jar resolve --user $ID --live
 * }</pre>
 */
@NullMarked
package dev.belay.examples;

import org.jspecify.annotations.NullMarked;
