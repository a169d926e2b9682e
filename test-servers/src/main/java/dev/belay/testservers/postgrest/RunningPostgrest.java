package dev.belay.testservers.postgrest;

import java.net.URI;

/** A PostgREST that serves: the real program or its stand-in. */
interface RunningPostgrest extends AutoCloseable {

  /** The address without a path. */
  URI url();

  /** Which one it is, for the test's output. */
  String description();

  /** Waits until the schema cache was read anew because of what {@code notification} sends. */
  void awaitReload(Runnable notification);

  @Override
  void close();
}
