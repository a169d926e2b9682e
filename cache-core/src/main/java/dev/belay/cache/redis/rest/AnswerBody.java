package dev.belay.cache.redis.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.belay.cache.redis.RedisReply;
import dev.belay.cache.redis.internal.Answer;
import dev.belay.support.http.HttpReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code {"result":...}}, {@code {"error":"..."}} or an array of these, where every string of
 * a result but {@code OK} is base64.
 *
 * <p>Nothing is read of a body that is not one whole JSON text of that form.
 */
final class AnswerBody {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String OK = "OK";

  private AnswerBody() {}

  /** All answers; empty if the body is of another form. */
  @SuppressWarnings("UnusedException") // Its message repeats what it could not read.
  static Optional<List<Answer>> many(HttpReply reply) {
    if (!isJson(reply)) {
      return Optional.empty();
    }
    try (JsonParser json = JSON.createParser(reply.body())) {
      List<Answer> answers = new ArrayList<>();
      expect(json.nextToken() == JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        answers.add(answer(json));
      }
      expect(json.nextToken() == null);
      return Optional.of(answers);
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /** The one answer; empty if the body is of another form. */
  @SuppressWarnings("UnusedException") // Its message repeats what it could not read.
  static Optional<Answer> one(HttpReply reply) {
    if (!isJson(reply)) {
      return Optional.empty();
    }
    try (JsonParser json = JSON.createParser(reply.body())) {
      json.nextToken();
      Answer answer = answer(json);
      expect(json.nextToken() == null);
      return Optional.of(answer);
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  private static boolean isJson(HttpReply reply) {
    return reply.mediaType().filter("application/json"::equals).isPresent();
  }

  private static Answer answer(JsonParser json) throws IOException {
    expect(json.currentToken() == JsonToken.START_OBJECT);
    String field = json.nextFieldName();
    json.nextToken();
    Answer answer;
    if ("result".equals(field)) {
      answer = new Answer.Replied(reply(json));
    } else {
      expect("error".equals(field) && json.currentToken() == JsonToken.VALUE_STRING);
      answer = new Answer.Refused(json.getText());
    }
    expect(json.nextToken() == JsonToken.END_OBJECT);
    return answer;
  }

  private static RedisReply reply(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    expect(token != null);
    return switch (token) {
      case VALUE_NULL -> new RedisReply.Nil();
      case VALUE_NUMBER_INT -> new RedisReply.Whole(json.getLongValue());
      case VALUE_STRING -> text(json.getText());
      case START_ARRAY -> items(json);
      default -> throw new IOException("Not a result");
    };
  }

  private static RedisReply items(JsonParser json) throws IOException {
    List<RedisReply> items = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(reply(json));
    }
    return new RedisReply.Items(items);
  }

  @SuppressWarnings("UnusedException") // Its message repeats what it could not read.
  private static RedisReply text(String encoded) throws IOException {
    if (encoded.equals(OK)) {
      return RedisReply.Text.of(OK);
    }
    try {
      return new RedisReply.Text(Base64.getDecoder().decode(encoded));
    } catch (IllegalArgumentException notBase64) {
      throw new IOException("Not base64");
    }
  }

  private static void expect(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("Not an answer");
    }
  }
}
