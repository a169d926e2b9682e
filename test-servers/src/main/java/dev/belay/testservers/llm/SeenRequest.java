package dev.belay.testservers.llm;

import org.jspecify.annotations.Nullable;

/**
 * What a stand-in noted of one request. It never holds a key.
 *
 * @param host the provider's host, such as {@code api.openai.com}
 * @param method the HTTP method
 * @param path the path with its query, as sent
 * @param model the model that the body asked for, or null where it named none
 * @param key the label under which the credential was accepted, or null if it was not
 * @param status the HTTP status of the answer; with a fault, the one it was given
 */
public record SeenRequest(
    String host,
    String method,
    String path,
    @Nullable String model,
    @Nullable String key,
    int status) {}
