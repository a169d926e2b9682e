package dev.belay.testservers.realtime;

/** A frame that the serializer cannot read: the real server gives the whole connection up. */
final class InvalidFrameException extends RuntimeException {

  private static final long serialVersionUID = 1;

  InvalidFrameException(String message) {
    super(message, null, false, false);
  }
}
