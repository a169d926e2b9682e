package dev.belay.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The contenders of one benchmark in one process, where each iteration is another's turn.
 *
 * <p>With a process of its own for each, as JMH has it, the same bare round trip takes a quarter
 * more or less from one to the next: with how the threads and connections came to lie, and with
 * what else the machine did in that minute. Here all share both, and each is compared with its
 * neighbours.
 */
final class Turns {

  private final List<Resolving> order;
  private int taken;

  private Turns(List<Resolving> order) {
    this.order = order;
  }

  /** In the order of the enum, which is that of {@link Row}. */
  static <C extends Enum<C>> Turns of(Class<C> contenders, Function<C, Resolving> maker) {
    return new Turns(Arrays.stream(contenders.getEnumConstants()).map(maker).toList());
  }

  /** Begins an iteration. */
  Resolving next() {
    return order.get(taken++ % order.size());
  }

  void close() {
    order.forEach(Resolving::close);
  }
}
