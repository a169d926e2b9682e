package dev.belay.webhook.qstash;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** QStash has a message and will deliver it. Immutable. */
public final class QStashReceipt {

  private final String messageId;
  private final boolean deduplicated;
  private final @Nullable String url;

  QStashReceipt(String messageId, boolean deduplicated, @Nullable String url) {
    this.messageId = Objects.requireNonNull(messageId, "messageId");
    this.deduplicated = deduplicated;
    this.url = url;
  }

  /**
   * The message's id.
   *
   * @return an id that begins with {@code msg_}
   */
  public String messageId() {
    return messageId;
  }

  /**
   * Whether it is an older message with the same deduplication id, so that nothing new was sent.
   *
   * @return true for a duplicate
   */
  public boolean deduplicated() {
    return deduplicated;
  }

  /**
   * Which endpoint of a URL group it is for.
   *
   * @return the address, or empty where the message was for one address alone
   */
  public Optional<String> url() {
    return Optional.ofNullable(url);
  }

  /** Without the address, which can hold a secret. */
  @Override
  public String toString() {
    return "QStashReceipt[" + messageId + (deduplicated ? ", duplicate]" : "]");
  }
}
