package dev.belay.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;

/** Seals one key of 64 bytes and opens what it once sealed. */
interface Sealer {

  /** What every contender seals. */
  String KEY = "belay-benchmark-" + "0123456789abcdef".repeat(3);

  /** The key as bytes. */
  byte[] KEY_BYTES = KEY.getBytes(StandardCharsets.US_ASCII);

  /** For whom every contender seals it. */
  UUID USER = UUID.fromString("6f0e5c0e-5a3c-4d57-9f07-2f1c8f8f2b11");

  /** For which service every contender seals it. */
  String SERVICE = "openai";

  Object seal() throws GeneralSecurityException;

  Object open() throws GeneralSecurityException;
}
