/**
 * The demonstration: users with every combination of keys, and what each of them gets.
 *
 * <p>Start with {@link dev.belay.examples.demo.Demo}. {@code Script} is the list of scenes as data,
 * Stage plays one of them.
 *
 * <pre>{@code
 * boolean asItShouldBe = Demo.run(new java.io.PrintWriter(System.out, true));
 * }</pre>
 */
@NullMarked
package dev.belay.examples.demo;

import org.jspecify.annotations.NullMarked;
