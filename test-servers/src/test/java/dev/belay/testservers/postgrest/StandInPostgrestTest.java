package dev.belay.testservers.postgrest;

import dev.belay.testservers.postgrest.PostgrestServer.Kind;

class StandInPostgrestTest extends PostgrestServerContract {

  StandInPostgrestTest() {
    super(Kind.STAND_IN);
  }
}
