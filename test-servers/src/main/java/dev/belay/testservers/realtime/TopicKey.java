package dev.belay.testservers.realtime;

/**
 * Where messages meet: a public and a private topic of one name have nothing to do with each other.
 *
 * @param isPrivate whether row-level security guards it
 * @param name the topic without {@code realtime:}
 */
record TopicKey(boolean isPrivate, String name) {}
