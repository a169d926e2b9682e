package dev.belay.byok;

class InMemoryGatewayConfigsTest extends GatewayConfigsContract {

  @Override
  protected ResolverSubject subject() {
    return ResolverSubject.inMemory();
  }
}
