package dev.belay.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.leak.Refusals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicDecisionTest {

  @ParameterizedTest
  @EnumSource(TopicReason.class)
  void oneReasonAloneAllows(TopicReason reason) {
    assertThat(new TopicDecision(reason).allowed()).isEqualTo(reason == TopicReason.ALLOWED);
    assertThat(reason.word()).matches("[a-z_]+");
    assertThat(reason.text()).isNotBlank();
  }

  @Test
  void operationsHaveTheDatabasesWords() {
    assertThat(TopicOperation.READ.word()).isEqualTo("read");
    assertThat(TopicOperation.WRITE.word()).isEqualTo("write");
  }

  @Test
  void aRequestTakesAnyTopicAndNeedsAnOperation() {
    assertThat(TopicRequest.read(null).topic()).isNull();
    assertThat(TopicRequest.write("\0").operation()).isEqualTo(TopicOperation.WRITE);
    Refusals.refusalOf(NullPointerException.class, () -> withoutOperation());
  }

  @SuppressWarnings("NullAway")
  private static void withoutOperation() {
    new TopicRequest("trip:1", null);
  }

  @Test
  void anExplanationDoesNotPrintTheFact() {
    TopicExplanation explanation =
        new TopicExplanation(
            new TopicDecision(TopicReason.ALLOWED), "trip", "travel.can_read_trip", "owner");
    assertThat(explanation.fact()).contains("owner");
    assertThat(explanation.toString()).contains("travel.can_read_trip").doesNotContain("owner");
  }
}
