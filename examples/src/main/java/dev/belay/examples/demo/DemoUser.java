package dev.belay.examples.demo;

import dev.belay.byok.ProviderId;
import java.util.List;
import java.util.UUID;

/**
 * One user of the demonstration.
 *
 * @param name how the table calls the user
 * @param id the user's id in the database
 * @param services what the user stores a key for
 * @param agrees whether the user agrees to the team's gateway
 */
record DemoUser(String name, UUID id, List<ProviderId> services, boolean agrees) {

  static DemoUser with(String name, ProviderId... services) {
    return new DemoUser(name, UUID.randomUUID(), List.of(services), false);
  }

  DemoUser agreeing() {
    return new DemoUser(name, id, services, true);
  }
}
