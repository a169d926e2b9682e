package dev.belay.byok.envelope;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The vectors of RFC 5869, appendix A, for SHA-256. */
class HkdfTest {

  private final Hkdf hkdf = new Hkdf();

  HkdfTest() throws GeneralSecurityException {}

  @Test
  void givesTheBasicVector() throws GeneralSecurityException {
    assertVector(
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "000102030405060708090a0b0c",
        "f0f1f2f3f4f5f6f7f8f9",
        "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }

  @Test
  void givesTheVectorWithLongInputs() throws GeneralSecurityException {
    assertVector(
        range(0x00, 80),
        range(0x60, 80),
        range(0xb0, 80),
        "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
            + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
            + "cc30c58179ec3e87c14c01d5c1f3434f1d87");
  }

  @Test
  void givesTheVectorWithoutSaltAndInfo() throws GeneralSecurityException {
    assertVector(
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "",
        "",
        "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  }

  @Test
  void givesTheSameWhenReused() throws GeneralSecurityException {
    givesTheBasicVector();
    givesTheVectorWithoutSaltAndInfo();
    givesTheBasicVector();
  }

  @Test
  void endsAfter255Blocks() throws GeneralSecurityException {
    byte[] pseudoRandomKey = new byte[32];
    hkdf.expand(pseudoRandomKey, new byte[0], new byte[255 * 32]);
    refusalOf(
        IllegalArgumentException.class,
        () -> hkdf.expand(pseudoRandomKey, new byte[0], new byte[255 * 32 + 1]));
  }

  private void assertVector(String inputKey, String salt, String info, String prk, String okm)
      throws GeneralSecurityException {
    HexFormat hex = HexFormat.of();
    byte[] pseudoRandomKey = hkdf.extract(hex.parseHex(salt), hex.parseHex(inputKey));
    byte[] output = new byte[okm.length() / 2];
    hkdf.expand(pseudoRandomKey, hex.parseHex(info), output);
    assertThat(hex.formatHex(pseudoRandomKey)).isEqualTo(prk);
    assertThat(hex.formatHex(output)).isEqualTo(okm);
  }

  private static String range(int first, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (first + i);
    }
    return HexFormat.of().formatHex(bytes);
  }
}
