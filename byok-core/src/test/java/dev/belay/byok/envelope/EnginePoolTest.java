package dev.belay.byok.envelope;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.support.ConfigurationException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnginePoolTest {

  private final EnginePool pool = new EnginePool(1);
  private final List<EnvelopeEngine> used = new ArrayList<>();

  @Test
  void reusesAnIdleEngine() {
    use(pool);
    use(pool);
    assertThat(used.get(1)).isSameAs(used.get(0));
  }

  @Test
  void givesEachUserAnEngineOfItsOwn() {
    pool.with(
        outer -> {
          use(pool);
          assertThat(used.get(0)).isNotSameAs(outer);
          return new byte[0];
        });
  }

  @Test
  void keepsNoMoreThanItHasSlotsFor() {
    pool.with(
        outer -> {
          use(pool);
          return new byte[0];
        });
    use(pool);
    assertThat(used.get(1)).as("the outer one found no slot").isSameAs(used.get(0));
  }

  @Test
  void dropsAnEngineThatFailed() {
    refusalOf(
        EnvelopeException.class,
        () ->
            pool.with(
                engine -> {
                  used.add(engine);
                  throw new EnvelopeException(Reason.AUTHENTICATION_FAILED);
                }));
    use(pool);
    assertThat(used.get(1)).isNotSameAs(used.get(0));
  }

  @Test
  void namesARuntimeThatLacksTheCiphers() {
    assertThat(
            refusalOf(
                ConfigurationException.class,
                () ->
                    pool.with(
                        engine -> {
                          throw new NoSuchAlgorithmException("no such");
                        })))
        .hasMessageContaining("security providers")
        .hasNoCause();
  }

  private void use(EnginePool from) {
    from.with(
        engine -> {
          used.add(engine);
          return new byte[0];
        });
  }
}
