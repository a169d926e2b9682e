package dev.belay.byok.envelope;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** Key bytes that can be wiped, which those of a {@code SecretKeySpec} cannot. */
final class RawKey implements SecretKey, AutoCloseable {

  private final String algorithm;
  private final transient byte[] bytes;
  private transient boolean destroyed;

  RawKey(String algorithm, byte[] source, int offset, int length) {
    this.algorithm = algorithm;
    this.bytes = Arrays.copyOfRange(source, offset, offset + length);
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** A copy, which the providers of the JDK wipe after use. */
  @Override
  public byte[] getEncoded() {
    return bytes.clone();
  }

  @Override
  public void destroy() {
    Arrays.fill(bytes, (byte) 0);
    destroyed = true;
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("A key cannot be serialised");
  }
}
