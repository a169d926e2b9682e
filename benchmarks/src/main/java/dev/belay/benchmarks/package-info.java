/**
 * Benchmarks whose figures are ratios: each stands beside a peer, or the bare cost, in the same
 * run.
 *
 * <p>Start with {@link dev.belay.benchmarks.Benchmarks}, which runs them and prints the ratios.
 */
@NullMarked
package dev.belay.benchmarks;

import org.jspecify.annotations.NullMarked;
