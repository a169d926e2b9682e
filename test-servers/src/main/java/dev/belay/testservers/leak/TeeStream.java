package dev.belay.testservers.leak;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Passes everything on to a stream and to a reader of it. */
final class TeeStream extends OutputStream {

  private final PrintStream original;
  private final Consumer<String> reader;

  private TeeStream(PrintStream original, Consumer<String> reader) {
    this.original = original;
    this.reader = reader;
  }

  static PrintStream over(PrintStream original, Consumer<String> reader) {
    return new PrintStream(new TeeStream(original, reader), true);
  }

  @Override
  public void write(int single) {
    original.write(single);
    reader.accept(String.valueOf((char) (single & 0xff)));
  }

  /** Secrets are searched as bytes, so the encoding of the text around them does not matter. */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    original.write(bytes, offset, length);
    reader.accept(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void flush() {
    original.flush();
  }
}
