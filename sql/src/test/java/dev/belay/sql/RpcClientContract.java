package dev.belay.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link RpcClient} does, whatever carries the call. A backend's test extends this class
 * and supplies a client whose role is {@code service_role} on a database that {@link
 * ContractFunctions} was installed in.
 */
public abstract class RpcClientContract extends RpcFaultContract {

  private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");

  @Test
  void carriesEveryTypeThereAndBack() {
    assertThat(echo("contract_uuid", ID, UUID.class)).contains(ID);
    assertThat(echo("contract_boolean", true, Boolean.class)).contains(true);
    assertThat(echo("contract_boolean", false, Boolean.class)).contains(false);
    assertThat(echo("contract_integer", -7, Integer.class)).contains(-7);
    assertThat(echo("contract_integer", 7L, Long.class)).contains(7L);
    assertThat(echo("contract_bigint", Long.MIN_VALUE, Long.class)).contains(Long.MIN_VALUE);
    assertThat(echo("contract_instant", AT, Instant.class)).contains(AT);
    assertThat(echo("contract_text", Secret.of("s3cret"), String.class)).contains("s3cret");
    assertThat(echo("contract_json", new Json("{\"text\": \"inside\"}"), String.class))
        .contains("inside");
  }

  @Test
  void readsATextAsTheTypeOfTheParameter() {
    assertThat(echo("contract_uuid", ID.toString(), UUID.class)).contains(ID);
    assertThat(echo("contract_bigint", "12", Long.class)).contains(12L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contract_text",
        "contract_uuid",
        "contract_boolean",
        "contract_integer",
        "contract_bigint",
        "contract_instant",
        "contract_json"
      })
  void carriesNullThereAndBackAsEmpty(String function) {
    assertThat(echo(function, null, String.class)).isEmpty();
  }

  @Test
  void leavesOutWhatHasADefault() {
    assertThat(client().scalar(RpcCall.of("contract_default"), String.class)).contains("fallback");
    assertThat(echo("contract_default", "given", String.class)).contains("given");
    assertThat(client().scalar(RpcCall.of("contract_default"), String.class)).contains("fallback");
  }

  @Test
  void takesParametersThatAreCalledLikeKeywords() {
    RpcCall call = RpcCall.of("contract_reserved").with("user", "u").with("limit", 3);
    assertThat(client().scalar(call, String.class)).contains("3u");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "'; drop table public.contract_notes; --",
        "$$ || pg_sleep(9) || $$",
        "$1 ? ?? :p_value %s %I {fn now()} {d '2026-01-01'} \\ \\' \" ` E'\\x41'",
        "line\nfeed\r\ttab\b\f\u001f\u007f",
        "Grüße, κόσμε, 你好, \ud83d\ude80, e\u0301, \u202eabc, \ufeff, \uffff",
        "null",
        "{\"p_value\": 1}",
        "belay: forged"
      })
  void carriesHostileTextUnchanged(String text) {
    assertThat(echo("contract_text", text, String.class)).contains(text);
    RpcCall length = RpcCall.of("contract_length").with("p_value", text);
    assertThat(client().scalar(length, Integer.class)).contains(text.getBytes(UTF_8).length);
  }

  @Test
  void carriesAMegabyte() {
    String text = "0123456789abcdef".repeat(65_536);
    assertThat(echo("contract_text", text, String.class)).contains(text);
  }

  @Test
  void runsAFunctionForItsEffect() {
    String note = UUID.randomUUID().toString();
    client().run(RpcCall.of("contract_note").with("p_note", note));
    RpcCall count = RpcCall.of("contract_count").with("p_note", note);
    assertThat(client().scalar(count, Long.class)).contains(1L);
  }

  @Test
  void dropsWhatAFunctionReturnsWhenItIsRun() {
    client().run(RpcCall.of("contract_rows").with("p_count", 3));
    client().run(RpcCall.of("contract_rows").with("p_count", 0));
    client().run(RpcCall.of("contract_text").with("p_value", null));
  }

  @Test
  void readsRowsInOrderAndByName() {
    List<String> rows =
        client()
            .rows(
                RpcCall.of("contract_rows").with("p_count", 2),
                row -> {
                  assertThat(row.uuid("id")).contains(ID);
                  assertThat(row.instant("at")).contains(AT);
                  assertThat(row.text("nothing")).isEmpty();
                  long ordinal = row.integer("ordinal").orElseThrow();
                  assertThat(row.integer("big")).contains(5_000_000_000L + ordinal);
                  assertThat(row.bool("even")).contains(ordinal % 2 == 0);
                  return row.text("label").orElseThrow();
                });
    assertThat(rows).containsExactly("row 1", "row 2").isUnmodifiable();
  }

  @Test
  void answersNoRowsWithAnEmptyList() {
    assertThat(client().rows(RpcCall.of("contract_rows").with("p_count", 0), row -> 1)).isEmpty();
  }

  @Test
  void readsManyRows() {
    assertThat(
            client()
                .rows(
                    RpcCall.of("contract_rows").with("p_count", 5000),
                    row -> row.integer("ordinal").orElseThrow()))
        .hasSize(5000)
        .last()
        .isEqualTo(5000L);
  }

  @Test
  void readsEmptyOfEveryTypeFromANullColumn() {
    List<Integer> empty =
        client()
            .rows(
                RpcCall.of("contract_rows").with("p_count", 1),
                row -> row.text("nothing").map(String::length).orElse(-1));
    assertThat(empty).containsExactly(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "LABEL\"", "label; drop"})
  void saysThatAColumnIsMissing(String column) {
    assertThat(
            Refusals.refusalOf(
                ConfigurationException.class,
                () ->
                    client()
                        .rows(
                            RpcCall.of("contract_rows").with("p_count", 1),
                            row -> row.text(column))))
        .hasMessageContaining("contract_rows");
  }

  @Test
  void saysThatAColumnIsOfAnotherType() {
    RpcCall call = RpcCall.of("contract_rows").with("p_count", 1);
    for (RpcRow.Mapper<Optional<?>> wrong :
        List.<RpcRow.Mapper<Optional<?>>>of(
            row -> row.uuid("label"),
            row -> row.integer("label"),
            row -> row.bool("label"),
            row -> row.instant("label"))) {
      assertThat(Refusals.refusalOf(ConfigurationException.class, () -> client().rows(call, wrong)))
          .hasMessageContaining("label");
    }
  }

  @Test
  void refusesToReadAScalarAsAnUnknownType() {
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> echo("contract_text", "x", Object.class));
  }

  @Test
  void saysThatAScalarIsOfAnotherType() {
    BelayException e =
        Refusals.refusalOf(
            BelayException.class, () -> echo("contract_text", "do-not-show", UUID.class));
    assertThat(e).isInstanceOf(ConfigurationException.class);
    assertShowsNothingOf("do-not-show", e);
  }

  @Test
  void refusesToReadASetAsAScalar() {
    Refusals.refusalOf(
        ConfigurationException.class,
        () -> client().scalar(RpcCall.of("contract_rows").with("p_count", 1), String.class));
  }

  @Test
  void letsTheFailureOfAMapperThroughAndWorksOn() {
    assertThat(
            Refusals.refusalOf(
                IllegalStateException.class,
                () ->
                    client()
                        .rows(
                            RpcCall.of("contract_rows").with("p_count", 1),
                            row -> {
                              throw new IllegalStateException("mine");
                            })))
        .hasMessage("mine");
    assertThat(echo("contract_text", "after", String.class)).contains("after");
  }
}
