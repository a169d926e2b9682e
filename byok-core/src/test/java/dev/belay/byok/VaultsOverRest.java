package dev.belay.byok;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;

/** A database with each kind of vault, called through PostgREST with each kind of service key. */
final class VaultsOverRest implements AutoCloseable {

  private final ServedDatabase plain = ServedDatabase.create(DatabaseShape.PLAIN);
  private final ServedDatabase supabase = ServedDatabase.create(DatabaseShape.SUPABASE);
  private final RpcClient plainRpc = plain.rpc(plain.keys().legacyServiceRoleKey());
  private final RpcClient supabaseRpc = supabase.rpc(supabase.keys().secretKey());

  ResolverSubject envelopesInThePortableVault() {
    return ResolverSubject.envelopes(plainRpc, plain.database()::newUser);
  }

  ResolverSubject plainKeysInSupabaseVault() {
    return ResolverSubject.plainKeys(supabaseRpc, supabase.database()::newUser);
  }

  @Override
  public void close() {
    plain.close();
    supabase.close();
  }
}
