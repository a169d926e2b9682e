package dev.belay.benchmarks;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import java.security.SecureRandom;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/** AWS Encryption SDK with a raw AES key in this process: commits to the key, does not sign. */
final class AwsSealer implements Sealer {

  private static final Map<String, String> CONTEXT =
      Map.of("user", USER.toString(), "service", SERVICE);

  private final AwsCrypto crypto =
      AwsCrypto.builder()
          .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
          .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
          .build();
  private final JceMasterKey masterKey;
  private final byte[] sealed;

  AwsSealer() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    masterKey =
        JceMasterKey.getInstance(
            new SecretKeySpec(key, "AES"), "benchmark", "key-1", "AES/GCM/NoPadding");
    sealed = crypto.encryptData(masterKey, KEY_BYTES, CONTEXT).getResult();
  }

  @Override
  public Object seal() {
    return crypto.encryptData(masterKey, KEY_BYTES, CONTEXT).getResult();
  }

  @Override
  public Object open() {
    return crypto.decryptData(masterKey, sealed).getResult();
  }
}
