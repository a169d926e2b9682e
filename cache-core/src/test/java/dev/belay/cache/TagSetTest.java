package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagSetTest {

  @Test
  void isTheSameInWhateverOrderAndHoweverOftenItsTagsAreGiven() {
    TagSet set = TagSet.of("users", "trips", "users");
    assertThat(set.tags()).containsExactly("trips", "users");
    assertThat(set).isEqualTo(TagSet.of("trips", "users")).hasSameHashCodeAs(TagSet.of(set.tags()));
    assertThat(set).isNotEqualTo(TagSet.of("trips")).isNotEqualTo("trips");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\n", "a\u0000", "ä", "\u007f", "\uD800"})
  void refusesWhatIsNoTag(String tag) {
    refuses(List.of("good", tag));
  }

  @Test
  void refusesNoneAndTooManyAndTooLongOnes() {
    refuses(List.of());
    refuses(List.of("t".repeat(129)));
    assertThat(TagSet.of("t".repeat(128)).tags()).hasSize(1);
    refuses(IntStream.range(0, 1001).mapToObj(i -> "t" + i).toList());
    assertThat(TagSet.of(IntStream.range(0, 1000).mapToObj(i -> "t" + i).toList()).tags())
        .hasSize(1000);
  }

  private static void refuses(Collection<String> tags) {
    Refusals.refusalOf(InvalidArgumentException.class, () -> TagSet.of(tags));
  }
}
