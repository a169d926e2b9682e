package dev.belay.byok;

class VaultProviderResolverTest extends ProviderResolverContract {

  @Override
  protected ResolverSubject subject() {
    return ResolverSubject.inMemory();
  }
}
