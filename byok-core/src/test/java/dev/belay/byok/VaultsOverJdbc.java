package dev.belay.byok;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;

/** A database with each kind of vault, called directly. */
final class VaultsOverJdbc implements AutoCloseable {

  private final InstalledDatabase plain = InstalledDatabase.create(DatabaseShape.PLAIN);
  private final InstalledDatabase supabase = InstalledDatabase.create(DatabaseShape.SUPABASE);

  ResolverSubject envelopesInThePortableVault() {
    return ResolverSubject.envelopes(plain.rpc(), plain::newUser);
  }

  ResolverSubject plainKeysInSupabaseVault() {
    return ResolverSubject.plainKeys(supabase.rpc(), supabase::newUser);
  }

  @Override
  public void close() {
    plain.close();
    supabase.close();
  }
}
