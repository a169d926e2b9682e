package dev.belay.realtime.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written and read, byte by byte. */
class WireFormTest {

  @Test
  void writesAsTheProtocolHasIt() {
    Frame frame = new Frame("1", "2", "realtime:a\"b", "phx_join", "{\"x\":[1]}");
    assertThat(ProtocolVersion.V1.write(frame))
        .isEqualTo(
            "{\"topic\":\"realtime:a\\\"b\",\"event\":\"phx_join\",\"payload\":{\"x\":[1]},"
                + "\"ref\":\"2\",\"join_ref\":\"1\"}");
    assertThat(ProtocolVersion.V2.write(frame))
        .isEqualTo("[\"1\",\"2\",\"realtime:a\\\"b\",\"phx_join\",{\"x\":[1]}]");
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void readsWhatItWrites(ProtocolVersion version) {
    for (String payload :
        new String[] {"{}", "{\"a\":\"ü😀\\u0000\"}", "{\"n\":-1.50e3}", "[true,null]", "\"x\""}) {
      Frame frame = new Frame(null, "7", "phoenix", "phx_reply", payload);
      assertThat(version.read(version.write(frame))).contains(frame);
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void readsNothingInWhatIsNoMessage(ProtocolVersion version) {
    for (String text :
        new String[] {
          "",
          "null",
          "[]",
          "{}",
          "[1,2,3,4]",
          "[null,null,\"t\",\"e\"]",
          "[null,null,\"t\",\"e\",{}] x",
          "[null,null,1,\"e\",{}]",
          "{\"topic\":\"t\",\"event\":1,\"payload\":{}}",
          "{\"topic\":\"t\",\"event\":\"e\"}",
          "[null,null,\"t\",\"e\",{]",
          "[".repeat(5000)
        }) {
      assertThat(version.read(text)).as(text).isEmpty();
    }
  }

  @Test
  void readsABinaryBroadcast() {
    assertThat(BinaryFrame.read(binary(4, "realtime:t", "e", "{\"id\":\"1\"}", 1, "{\"a\":1}")))
        .contains(
            new Frame(
                null,
                null,
                "realtime:t",
                "broadcast",
                "{\"type\":\"broadcast\",\"event\":\"e\",\"payload\":{\"a\":1},"
                    + "\"meta\":{\"id\":\"1\"}}"));
    assertThat(BinaryFrame.read(binary(4, "realtime:ü", "é", "", 1, "")).orElseThrow().payload())
        .isEqualTo("{\"type\":\"broadcast\",\"event\":\"é\",\"payload\":{}}");
  }

  @Test
  void readsABroadcastOfBytes() {
    ByteBuffer frame = binary(4, "realtime:t", "e", "{\"id\":\"1\"}", 0, "\0bytes");
    assertThat(BinaryFrame.read(frame))
        .contains(
            new Frame(
                null,
                null,
                "realtime:t",
                "broadcast",
                "{\"type\":\"broadcast\",\"event\":\"e\",\"payload\":null,"
                    + "\"meta\":{\"id\":\"1\"}}",
                ByteBuffer.wrap("\0bytes".getBytes(StandardCharsets.UTF_8))));
    assertThat(BinaryFrame.read(binary(4, "t", "e", "", 0, "")).orElseThrow().bytes())
        .isEqualTo(ByteBuffer.allocate(0));
  }

  @Test
  void aMessageOfBytesIsNotChangedThroughItsBuffers() {
    ByteBuffer given = ByteBuffer.wrap(new byte[] {1, 2, 3});
    BinaryMessage message = new BinaryMessage("e", given, null, false);
    given.put(0, (byte) 9);
    message.payload().get();
    message.bytes()[1] = 9;
    assertThat(message.payload().isReadOnly()).isTrue();
    assertThat(message.bytes()).containsExactly(1, 2, 3);
    assertThat(message.id()).isEmpty();
    assertThat(given.remaining()).isEqualTo(3);
  }

  @Test
  void readsNothingInOtherBinaryFrames() {
    assertThat(BinaryFrame.read(binary(3, "t", "e", "", 1, "{}"))).isEmpty();
    assertThat(BinaryFrame.read(binary(4, "t", "e", "", 2, "{}"))).isEmpty();
    assertThat(BinaryFrame.read(binary(4, "t", "e", "{}},{", 0, "bytes"))).isEmpty();
    assertThat(BinaryFrame.read(binary(4, "t", "e", "", 1, "{"))).isEmpty();
    assertThat(BinaryFrame.read(binary(4, "t", "e", "{}},{", 1, "{}"))).isEmpty();
    assertThat(BinaryFrame.read(ByteBuffer.wrap(new byte[] {4, 9, 9, 9, 1, 65}))).isEmpty();
    assertThat(BinaryFrame.read(ByteBuffer.wrap(new byte[] {4, 1, 0, 0, 1, (byte) 0xff})))
        .isEmpty();
    assertThat(BinaryFrame.read(ByteBuffer.wrap(new byte[0]))).isEmpty();
  }

  private static ByteBuffer binary(
      int kind, String topic, String event, String meta, int encoding, String payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(kind);
    for (String part : new String[] {topic, event, meta}) {
      out.write(part.getBytes(StandardCharsets.UTF_8).length);
    }
    out.write(encoding);
    for (String part : new String[] {topic, event, meta, payload}) {
      out.writeBytes(part.getBytes(StandardCharsets.UTF_8));
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  @Test
  void tellsAnOlderJoinsEndFromItsOwn() {
    assertThat(new Frame("5", "5", "t", Frame.CLOSE, "{}").belongsTo("6")).isFalse();
    // Version 1 says it in the ref.
    assertThat(new Frame(null, "5", "t", Frame.CLOSE, "{}").belongsTo("6")).isFalse();
    assertThat(new Frame(null, "6", "t", Frame.ERROR, "{}").belongsTo("6")).isTrue();
    assertThat(new Frame(null, null, "t", Frame.BROADCAST, "{}").belongsTo("6")).isTrue();
  }

  @Test
  void knowsARefusalByItsCode() {
    assertThat(ChannelFault.ofRefusal("Unauthorized: You do not have permissions to read"))
        .isEqualTo(ChannelFault.UNAUTHORIZED);
    assertThat(ChannelFault.ofRefusal("InvalidJWTToken: Token has expired 5 seconds ago"))
        .isEqualTo(ChannelFault.TOKEN_EXPIRED);
    assertThat(ChannelFault.ofRefusal("InvalidJWTExpiration"))
        .isEqualTo(ChannelFault.TOKEN_EXPIRED);
    assertThat(ChannelFault.ofRefusal("ChannelRateLimitReached: Too many channels"))
        .isEqualTo(ChannelFault.LIMIT_REACHED);
    assertThat(ChannelFault.ofRefusal("Unknown Error on Channel")).isEqualTo(ChannelFault.UNKNOWN);
    assertThat(ChannelFault.ofRefusal("Realtime was unable to connect to the project database"))
        .isEqualTo(ChannelFault.DATABASE_UNAVAILABLE);
    assertThat(ChannelFault.ofRefusal("")).isEqualTo(ChannelFault.UNKNOWN);
    assertThat(ChannelFault.UNKNOWN.remedy()).isEqualTo(Remedy.RETRY);
  }

  /** Every code of Supabase's list that a join can be refused with, and what helps. */
  @ParameterizedTest
  @CsvSource({
    "Unauthorized, UNAUTHORIZED, GIVE_UP",
    "MalformedJWT, TOKEN_MALFORMED, GIVE_UP",
    "JwtSignatureError, TOKEN_SIGNATURE, GIVE_UP",
    "JwtSignerError, TOKEN_SIGNATURE, GIVE_UP",
    "TopicNameRequired, TOPIC_MISSING, GIVE_UP",
    "PrivateOnly, PRIVATE_ONLY, GIVE_UP",
    "TenantNotFound, PROJECT_UNKNOWN, GIVE_UP",
    "RealtimeDisabledForTenant, REALTIME_DISABLED, GIVE_UP",
    "UnableToReplayMessages, REPLAY_REFUSED, GIVE_UP",
    "InvalidJWTToken, TOKEN_EXPIRED, REFRESH_TOKEN",
    "InvalidJWTExpiration, TOKEN_EXPIRED, REFRESH_TOKEN",
    "ConnectionRateLimitReached, LIMIT_REACHED, RETRY",
    "ClientJoinRateLimitReached, LIMIT_REACHED, RETRY",
    "ChannelRateLimitReached, LIMIT_REACHED, RETRY",
    "DatabaseConnectionRateLimitReached, LIMIT_REACHED, RETRY",
    "InitializingProjectConnection, DATABASE_UNAVAILABLE, RETRY",
    "IncreaseConnectionPool, DATABASE_UNAVAILABLE, RETRY",
    "DatabaseLackOfConnections, DATABASE_UNAVAILABLE, RETRY",
    "UnableToConnectToProject, DATABASE_UNAVAILABLE, RETRY",
    "UnableToSetPolicies, DATABASE_UNAVAILABLE, RETRY",
    "MissingPartition, DATABASE_UNAVAILABLE, RETRY",
    "QueryCanceled, DATABASE_UNAVAILABLE, RETRY",
    "RealtimeRestarting, RESTARTING, RETRY",
    "TimeoutOnRpcCall, RESTARTING, RETRY",
    "ErrorOnRpcCall, RESTARTING, RETRY",
    "UnknownErrorOnChannel, UNKNOWN, RETRY",
  })
  void knowsEveryCodeAndWhatHelps(String code, ChannelFault fault, Remedy remedy) {
    assertThat(ChannelFault.ofRefusal(code + ": whatever it says")).isEqualTo(fault);
    assertThat(ChannelFault.ofRefusal(code)).isEqualTo(fault);
    assertThat(fault.remedy()).isEqualTo(remedy);
  }

  @Test
  void knowsWhyTheServerShutAChannelByItsSentence() {
    assertThat(ChannelFault.ofSentence("You no longer have permission to read from this topic: t"))
        .isEqualTo(ChannelFault.REVOKED);
    assertThat(ChannelFault.ofSentence("Token has expired 1 seconds ago"))
        .isEqualTo(ChannelFault.TOKEN_EXPIRED);
    assertThat(ChannelFault.ofSentence("Fields `role` and `exp` are required in JWT"))
        .isEqualTo(ChannelFault.TOKEN_EXPIRED);
    assertThat(ChannelFault.ofSentence("Too many presence messages per second"))
        .isEqualTo(ChannelFault.RATE_EXCEEDED);
    assertThat(ChannelFault.ofSentence("Client presence rate limit exceeded"))
        .isEqualTo(ChannelFault.RATE_EXCEEDED);
    assertThat(ChannelFault.ofSentence("something new")).isEqualTo(ChannelFault.UNKNOWN);
  }
}
