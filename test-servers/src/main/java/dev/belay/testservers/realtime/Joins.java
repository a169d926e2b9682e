package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets one client's channels in, or says why not (supabase/realtime, {@code realtime_channel.ex}).
 */
final class Joins {

  private final Project project;
  private final ClientSocket socket;

  Joins(Project project, ClientSocket socket) {
    this.project = project;
    this.socket = socket;
  }

  void join(Message message) {
    @Nullable Channel before = socket.channel(message.topic());
    if (before != null) {
      before.end(Message.CLOSE);
    }
    if (!message.topic().startsWith(Message.PREFIX)) {
      refuse(message, "unmatched topic");
      return;
    }
    try {
      Channel channel = admitted(message, ChannelConfig.of(message.payload()));
      project.hub().join(channel, () -> begin(channel, message));
      if (socket.isGone()) {
        channel.forget();
      }
    } catch (RefusedException e) {
      pause();
      refuse(message, e.reason());
      if (e.reason().startsWith("ClientJoinRateLimitReached")) {
        socket.close(1000);
      }
    }
  }

  private Channel admitted(Message message, ChannelConfig config) throws RefusedException {
    project.faults().refuseJoin();
    if (message.name().isEmpty()) {
      throw new RefusedException("TopicNameRequired", "You must provide a topic name");
    }
    if (project.settings().privateOnly() && !config.isPrivate()) {
      throw new RefusedException("PrivateOnly", "This project only allows private channels");
    }
    requireRoom();
    if (config.wantsChanges()) {
      throw new RefusedException("NotImitated", "This server sends no changes of tables");
    }
    String token = token(message.payload());
    Caller caller = new Caller(project.tokens().verified(token), socket.headers());
    Policies policies =
        config.isPrivate()
            ? project.authorization().readable(caller, message.name(), config.presence())
            : Policies.open();
    if (config.wantsReplay()) {
      requireReplayable(config, policies, message.name());
    }
    Channel.Access access = new Channel.Access(token, caller, policies);
    return new Channel(socket, project, message, config, access);
  }

  private void requireRoom() throws RefusedException {
    if (!project.traffic().allowsJoin()) {
      throw new RefusedException("ClientJoinRateLimitReached", "Too many joins per second");
    }
    if (socket.channels() >= project.settings().limits().channels()) {
      throw new RefusedException("ChannelRateLimitReached", "Too many channels");
    }
  }

  /** The client's, or the one that the connection began with. */
  private String token(JsonNode join) {
    String given = join.path("user_token").asText(join.path("access_token").asText(""));
    return given.isEmpty() || given.equals("null") || given.startsWith("sb_")
        ? socket.token()
        : given;
  }

  private static void requireReplayable(ChannelConfig config, Policies policies, String name)
      throws RefusedException {
    if (!config.isPrivate()) {
      throw new RefusedException(
          "UnableToReplayMessages", "Replay is not allowed for public channels");
    }
    if (!policies.readsBroadcasts()) {
      throw Authorization.unauthorized(name);
    }
  }

  /** While nothing else can reach the channel, so that its answer is the first to come. */
  private void begin(Channel channel, Message message) throws RefusedException {
    List<Broadcast> replayed =
        channel.config().wantsReplay()
            ? project.stored().replay(channel.key().name(), channel.config().replay())
            : new ArrayList<>();
    Set<String> ids =
        replayed.stream()
            .flatMap(broadcast -> broadcast.messageId().stream())
            .collect(Collectors.toSet());
    ObjectNode response = Message.object();
    response.putArray("postgres_changes");
    socket.remember(channel);
    channel.answer(message, "ok", response);
    replayed.forEach(channel::deliver);
    channel.rememberReplayed(ids);
    if (channel.hasPresence()) {
      project.hub().syncPresence(channel);
    }
    new TokenExpiry(project).watch(channel);
  }

  private void refuse(Message message, String reason) {
    ObjectNode response = Message.object().put("reason", reason);
    String joinRef = message.joinRef() == null ? message.ref() : message.joinRef();
    socket.send(message.reply(joinRef, "error", response));
  }

  private void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(project.settings().errorBackoff().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
