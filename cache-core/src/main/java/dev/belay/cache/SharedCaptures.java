package dev.belay.cache;

import dev.belay.support.InvalidArgumentException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Has threads that ask for versions at the same moment share a round trip.
 *
 * <p>A few reads are under way at once, each for its own thread. Who comes then gathers in a round,
 * which is read for all of them as soon as one of those has ended. A round takes nobody in from the
 * moment when its read starts: whoever is answered by it has asked before, so it sees each bump
 * that had returned when the question began. To join a read that is under way would miss one.
 */
final class SharedCaptures {

  /** With fewer threads than this, each has a round trip of its own and waits for nobody. */
  private static final int MOST_UNDER_WAY = 4;

  /** A store that hangs on one connection may serve the others. */
  private static final long PATIENCE_MILLIS = 100;

  private static final long LONGEST_WAIT_SECONDS = 30;

  private final TagVersionStore store;
  private final long patienceMillis;
  private final Semaphore underWay;
  private final Object gathering = new Object();
  private @Nullable CaptureRound next;

  SharedCaptures(TagVersionStore store) {
    this(store, MOST_UNDER_WAY, PATIENCE_MILLIS);
  }

  SharedCaptures(TagVersionStore store, int mostUnderWay, long patienceMillis) {
    this.store = store;
    this.patienceMillis = patienceMillis;
    this.underWay = new Semaphore(mostUnderWay);
  }

  /** As {@link TagVersionStore#capture}. */
  List<TagVersion> capture(TagSet tags) {
    CaptureRound own = new CaptureRound(tags);
    CaptureRound round = gather(own, tags);
    try {
      return round == own ? lead(round, tags) : follow(round, tags);
    } catch (InvalidArgumentException refused) {
      // One tag of somebody else may be what the store refuses.
      if (round.isOf(tags)) {
        throw refused;
      }
      return store.capture(tags);
    }
  }

  /** The round that is gathering, or the own one where there is none or it has no room. */
  private CaptureRound gather(CaptureRound own, TagSet tags) {
    synchronized (gathering) {
      CaptureRound known = next;
      if (known != null && known.takes(tags)) {
        return known;
      }
      next = own;
      return own;
    }
  }

  /** In the thread of the first one that came. */
  private List<TagVersion> lead(CaptureRound round, TagSet tags) {
    boolean permitted = mayStart();
    try {
      close(round);
      round.complete(store.capture(round.all()));
      return round.of(tags);
    } catch (Throwable e) {
      close(round);
      round.completeExceptionally(e);
      throw e;
    } finally {
      if (permitted) {
        underWay.release();
      }
    }
  }

  /** Before the read starts, so that who comes later is not answered by it. */
  private void close(CaptureRound round) {
    synchronized (gathering) {
      if (next == round) {
        next = null;
      }
    }
  }

  private boolean mayStart() {
    try {
      return underWay.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // The store knows what an interrupt means.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private List<TagVersion> follow(CaptureRound round, TagSet tags) {
    try {
      round.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
      return round.of(tags);
    } catch (ExecutionException e) {
      throw round.failure(e);
    } catch (TimeoutException e) {
      return store.capture(tags);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return store.capture(tags);
    }
  }
}
