package dev.belay.benchmarks;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The limit: one reused cipher, one key, a nonce that counts. */
final class JdkSealer implements Sealer {

  private static final byte[] CONTEXT =
      ByteBuffer.allocate(16)
          .putLong(USER.getMostSignificantBits())
          .putLong(USER.getLeastSignificantBits())
          .array();

  private final SecretKeySpec key;
  private final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
  private final byte[] nonce = new byte[12];
  private final byte[] sealed;
  private long count;

  JdkSealer() throws GeneralSecurityException {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    key = new SecretKeySpec(bytes, "AES");
    sealed = crypt(Cipher.ENCRYPT_MODE, KEY_BYTES);
  }

  @Override
  public Object seal() throws GeneralSecurityException {
    ByteBuffer.wrap(nonce).putLong(++count);
    return crypt(Cipher.ENCRYPT_MODE, KEY_BYTES);
  }

  @Override
  public Object open() throws GeneralSecurityException {
    return crypt(Cipher.DECRYPT_MODE, sealed);
  }

  private byte[] crypt(int mode, byte[] input) throws GeneralSecurityException {
    cipher.init(mode, key, new GCMParameterSpec(128, nonce));
    cipher.updateAAD(CONTEXT);
    return cipher.doFinal(input);
  }
}
