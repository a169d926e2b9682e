package dev.belay.webhook.send.rpc;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.webhook.internal.Destination;
import dev.belay.webhook.send.OutboxEndpoint;
import dev.belay.webhook.send.SecretDrift;
import dev.belay.webhook.send.SecretDrift.Verdict;
import dev.belay.webhook.send.SecretFingerprint;
import dev.belay.webhook.send.WebhookEndpoints;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The endpoints over their SQL functions, whatever carries the calls. */
final class RpcWebhookEndpoints implements WebhookEndpoints {

  private final RpcClient rpc;

  RpcWebhookEndpoints(RpcClient rpc) {
    this.rpc = rpc;
  }

  @Override
  public List<OutboxEndpoint> list() {
    return WebhookRows.endpoints(rpc);
  }

  @Override
  public void upsert(String name, URI url) {
    if (!Destination.canBeCalled(Objects.requireNonNull(url, "url"))
        || !"https".equalsIgnoreCase(url.getScheme())) {
      throw new InvalidArgumentException(
          "An endpoint's URL in the database is https with a host, without user and fragment");
    }
    upsert(name, url.toString(), null);
  }

  @Override
  public void upsertWithoutUrl(String name) {
    upsert(name, "", null);
  }

  @Override
  public void keepOrder(String name, boolean ordered) {
    upsert(name, null, ordered);
  }

  private void upsert(String name, @Nullable String url, @Nullable Boolean ordered) {
    rpc.run(
        RpcCall.of("upsert_webhook_endpoint")
            .with("p_name", Objects.requireNonNull(name, "name"))
            .with("p_url", url)
            .with("p_ordered", ordered)
            .idempotent());
  }

  @Override
  public boolean pause(String name, String reason) {
    RpcCall call =
        RpcCall.of("pause_webhook_endpoint")
            .with("p_name", Objects.requireNonNull(name, "name"))
            .with("p_reason", Objects.requireNonNull(reason, "reason"))
            .idempotent();
    return WebhookRows.returned(rpc.scalar(call, Boolean.class));
  }

  @Override
  public boolean resume(String name) {
    RpcCall call =
        RpcCall.of("resume_webhook_endpoint")
            .with("p_name", Objects.requireNonNull(name, "name"))
            .idempotent();
    return WebhookRows.returned(rpc.scalar(call, Boolean.class));
  }

  @Override
  public void recordSecret(String name, Secret secret) {
    new RpcOutbox(rpc).recordFingerprint(name, SecretFingerprint.of(secret));
  }

  @Override
  public SecretDrift compareSecret(String name, Secret secret) {
    String ours = SecretFingerprint.of(secret);
    List<Known> known = new ArrayList<>(inTheDatabase(name));
    find(name)
        .flatMap(OutboxEndpoint::signingFingerprint)
        .ifPresent(fingerprint -> known.add(new Known("dispatcher", fingerprint)));
    return known.stream()
        .filter(one -> !one.fingerprint().equals(ours))
        .findFirst()
        .map(one -> new SecretDrift(Verdict.MISMATCH, one.source()))
        .orElseGet(
            () ->
                known.isEmpty()
                    ? new SecretDrift(Verdict.MISSING, "none")
                    : new SecretDrift(Verdict.MATCH, known.get(0).source()));
  }

  private List<Known> inTheDatabase(String name) {
    return rpc.rows(
        RpcCall.of("get_webhook_secret_fingerprint").with("p_name", name).idempotent(),
        row ->
            new Known(
                WebhookRows.returned(row.text("source")),
                WebhookRows.returned(row.text("fingerprint"))));
  }

  /** What one place has. */
  private record Known(String source, String fingerprint) {}
}
