package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a bump has returned, no read returns a value that was computed before it. */
@Timeout(300)
public abstract class BumpPropertyContract {

  protected abstract TagVersionStore versions();

  protected abstract CacheValueStore values();

  /** Loses what the store must be able to lose. */
  protected abstract void disturb(TagSet tags);

  protected abstract BumpRun ofProcesses();

  protected abstract BumpRun nearby();

  @Test
  void noReadOfAnyProcessReturnsWhatABumpHasMadeVoid() {
    check(CacheSubject.processes(versions(), values()), ofProcesses());
  }

  @Test
  void noReadFromTheNearCacheReturnsWhatABumpOfTheSameProcessHasMadeVoid() {
    check(CacheSubject.nearby(versions(), values()), nearby());
  }

  private void check(CacheSubject caches, BumpRun run) {
    CacheSubject disturbed =
        new CacheSubject(caches) {
          @Override
          public void disturb(TagSet tags) {
            BumpPropertyContract.this.disturb(tags);
          }
        };
    assertThat(BumpChecker.violation(disturbed, run.operations())).isEmpty();
  }
}
