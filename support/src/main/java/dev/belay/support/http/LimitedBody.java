package dev.belay.support.http;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body and hangs up as soon as it is larger than allowed, so that a hostile or broken
 * server cannot fill the memory.
 */
final class LimitedBody implements BodySubscriber<byte[]> {

  private final int limit;
  private final boolean discarded;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private volatile Flow.@Nullable Subscription subscription;
  private int size;

  LimitedBody(HttpCall call) {
    this.limit = call.responseLimit();
    this.discarded = call.discardsBody();
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Flow.Subscription granted) {
    if (subscription != null) {
      granted.cancel();
      return;
    }
    subscription = granted;
    if (result.isDone()) {
      granted.cancel();
    } else {
      granted.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (result.isDone()) {
        return;
      }
      if (buffer.remaining() > limit - size) {
        cutOff();
        return;
      }
      append(buffer);
    }
  }

  private void append(ByteBuffer buffer) {
    size += buffer.remaining();
    if (discarded) {
      return;
    }
    byte[] part = new byte[buffer.remaining()];
    buffer.get(part);
    bytes.writeBytes(part);
  }

  /** Where nobody wants the body, it is no matter how large it is. */
  private void cutOff() {
    if (discarded && result.complete(new byte[0])) {
      cancel();
    } else {
      hangUp(Reason.BODY_TOO_LARGE);
    }
  }

  /** Ends the exchange, from whatever thread; nothing if the body is complete. */
  void hangUp(Reason reason) {
    if (result.completeExceptionally(new ExchangeRefusal(reason))) {
      cancel();
    }
  }

  private void cancel() {
    Flow.Subscription granted = subscription;
    if (granted != null) {
      granted.cancel();
    }
  }

  /** Runs when the body is complete or never will be. */
  void whenEnded(Runnable action) {
    CompletableFuture<byte[]> unused = result.whenComplete((bytes, failure) -> action.run());
  }

  @Override
  public void onError(Throwable failure) {
    result.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    result.complete(bytes.toByteArray());
  }
}
