/**
 * Benchmarks whose figures are ratios: each stands beside a peer, or the bare cost, in the same
 * run.
 *
 * <p>Start with {@link dev.belay.benchmarks.Benchmarks}, which runs them and prints the ratios.
 * {@link dev.belay.benchmarks.EnvelopeBenchmark} seals and opens keys, {@link
 * dev.belay.benchmarks.ResolveBenchmark} resolves providers.
 *
 * <pre>{@code
 * $ make bench
 * $ mvn -q -Pbench -pl benchmarks -am verify -Dbench="Envelope --quick"
 * $ mvn -q -Pbench -pl benchmarks -am verify -Dbench="Resolve --verbose"
 * }</pre>
 */
@NullMarked
package dev.belay.benchmarks;

import org.jspecify.annotations.NullMarked;
