package dev.belay.testservers.postgrest;

import dev.belay.testservers.postgrest.PostgrestServer.Kind;

class RealPostgrestTest extends PostgrestServerContract {

  RealPostgrestTest() {
    super(Kind.REAL);
  }
}
