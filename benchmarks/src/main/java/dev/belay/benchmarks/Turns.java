package dev.belay.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The contenders of one benchmark in one process, where each iteration is another's turn.
 *
 * <p>With a process of its own for each, as JMH has it, the same bare round trip takes a quarter
 * more or less from one to the next: with how the threads and connections came to lie, and with
 * what else the machine did in that minute. Here all share both, and each is compared with its
 * neighbours.
 */
final class Turns<T> {

  private final List<T> order;
  private final Consumer<T> closer;
  private int taken;

  private Turns(List<T> order, Consumer<T> closer) {
    this.order = order;
    this.closer = closer;
  }

  /** In the order of the enum, which is that of {@link Row}. */
  static <C extends Enum<C>, T> Turns<T> of(
      Class<C> contenders, Function<C, T> maker, Consumer<T> closer) {
    return new Turns<>(Arrays.stream(contenders.getEnumConstants()).map(maker).toList(), closer);
  }

  /** Begins an iteration. */
  T next() {
    return order.get(taken++ % order.size());
  }

  void close() {
    order.forEach(closer);
  }
}
