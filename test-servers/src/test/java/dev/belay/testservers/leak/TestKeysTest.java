package dev.belay.testservers.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestKeysTest {

  @Test
  void keysHaveTheFormOfTheirProviders() {
    assertThat(TestKeys.openai().matches("sk-[A-Za-z0-9]{48}")).isTrue();
    assertThat(TestKeys.anthropic().matches("sk-ant-api03-[A-Za-z0-9_-]{93}AA")).isTrue();
    assertThat(TestKeys.xai().matches("xai-[A-Za-z0-9]{80}")).isTrue();
    assertThat(TestKeys.openRouter().matches("sk-or-v1-[0-9a-f]{64}")).isTrue();
    assertThat(TestKeys.gateway().matches("vck_[A-Za-z0-9]{56}")).isTrue();
    assertThat(TestKeys.withPrefix("gsk_", 20).matches("gsk_[A-Za-z0-9]{20}")).isTrue();
  }

  @Test
  void noTwoKeysAreAlike() {
    assertThat(TestKeys.openai().equals(TestKeys.openai())).isFalse();
  }

  @Test
  void aKeyTooShortToBeFoundIsRefused() {
    assertThatThrownBy(() -> TestKeys.withPrefix("x-", 11))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
