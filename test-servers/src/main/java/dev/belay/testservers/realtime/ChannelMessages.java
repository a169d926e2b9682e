package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;

/** What a client says on a channel that it has joined. */
final class ChannelMessages {

  private final Project project;
  private final NewTokens tokens;

  ChannelMessages(Project project) {
    this.project = project;
    this.tokens = new NewTokens(project);
  }

  void handle(Channel channel, Message message) {
    switch (message.event()) {
      case "phx_leave" -> {
        channel.answer(message, "ok", Message.object());
        channel.end(Message.CLOSE);
      }
      case "broadcast" -> broadcast(channel, message);
      case "presence" -> presence(channel, message);
      case "access_token" ->
          tokens.push(channel, message.payload().path("access_token").asText(""));
      default -> {
        // The real server writes a line to its log.
      }
    }
  }

  /** One that may not be sent is dropped without a word, whether or not an answer is wanted. */
  private void broadcast(Channel channel, Message message) {
    Broadcast broadcast =
        message.pushed() == null ? new JsonBroadcast(message.payload()) : message.pushed();
    if (!mayBroadcast(channel)) {
      return;
    }
    if (!project.traffic().allowsMessages(1)) {
      channel.shutDown("Too many messages per second");
      return;
    }
    boolean fits = broadcast.size() <= project.settings().limits().payloadBytes();
    if (fits) {
      project.hub().publish(channel.key(), broadcast, channel.config().echoes() ? null : channel);
    }
    if (channel.config().acknowledges()) {
      if (fits) {
        channel.answer(message, "ok", Message.object());
      } else {
        channel.answer(message, "error", TextNode.valueOf("payload_size_exceeded"));
      }
    }
  }

  private boolean mayBroadcast(Channel channel) {
    Policies known = channel.policies();
    if (known.broadcastWrite() == null) {
      try {
        known = known.withBroadcastWrite(mayWrite(channel, "broadcast"));
        channel.remember(known);
      } catch (RefusedException e) {
        return false;
      }
    }
    return Boolean.TRUE.equals(known.broadcastWrite());
  }

  private boolean mayWrite(Channel channel, String extension) throws RefusedException {
    return project.authorization().mayWrite(channel.caller(), channel.key().name(), extension);
  }

  private void presence(Channel channel, Message message) {
    if (!channel.allowsPresenceCall()) {
      channel.shutDown("Client presence rate limit exceeded");
      return;
    }
    switch (message.payload().path("event").asText("").toLowerCase(Locale.ROOT)) {
      case "track" -> track(channel, message, message.payload().path("payload"));
      case "untrack" -> {
        project.hub().untrack(channel);
        channel.answer(message, "ok", Message.object());
      }
      default -> channel.answer(message, "error", Message.object());
    }
  }

  private void track(Channel channel, Message message, JsonNode given) {
    JsonNode payload = given.isMissingNode() ? Message.object() : given;
    if (!mayTrack(channel)) {
      channel.answer(message, "error", Message.object());
    } else if (!payload.isObject()) {
      String reason = "Presence track payload must be a map";
      channel.answer(message, "error", Message.object().put("reason", reason));
    } else if (payload.toString().length() > project.settings().limits().payloadBytes()) {
      channel.shutDown("Track message size exceeded");
    } else {
      channel.answer(message, "ok", Message.object());
      if (!channel.hasPresence()) {
        channel.enablePresence();
        project.hub().syncPresence(channel);
      }
      project.hub().track(channel, payload);
    }
  }

  /** Presence that was not asked for at the join begins with the first one tracked. */
  private boolean mayTrack(Channel channel) {
    Policies known = channel.policies();
    if (known.presenceWrite() == null) {
      try {
        if (known.presenceRead() == null) {
          known = known.withPresenceRead(readsPresence(channel));
        }
        known = known.withPresenceWrite(mayWrite(channel, "presence"));
        channel.remember(known);
      } catch (RefusedException e) {
        return false;
      }
    }
    return Boolean.TRUE.equals(known.presenceWrite());
  }

  private boolean readsPresence(Channel channel) {
    try {
      return project
          .authorization()
          .readable(channel.caller(), channel.key().name(), true)
          .readsPresence();
    } catch (RefusedException e) {
      return false;
    }
  }
}
