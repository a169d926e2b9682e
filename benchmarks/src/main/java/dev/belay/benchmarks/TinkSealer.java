package dev.belay.benchmarks;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** Google Tink's envelope AEAD whose key-encryption key is in this process. */
final class TinkSealer implements Sealer {

  private static final byte[] CONTEXT = (USER + SERVICE).getBytes(StandardCharsets.US_ASCII);

  private final Aead envelope;
  private final byte[] sealed;

  TinkSealer() throws GeneralSecurityException {
    AeadConfig.register();
    Aead local =
        KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())
            .getPrimitive(RegistryConfiguration.get(), Aead.class);
    envelope = KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, local);
    sealed = envelope.encrypt(KEY_BYTES, CONTEXT);
  }

  @Override
  public Object seal() throws GeneralSecurityException {
    return envelope.encrypt(KEY_BYTES, CONTEXT);
  }

  @Override
  public Object open() throws GeneralSecurityException {
    return envelope.decrypt(sealed, CONTEXT);
  }
}
