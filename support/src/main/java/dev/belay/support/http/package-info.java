/**
 * How the library speaks HTTP: one small interface with own types, and decorators around it.
 *
 * <p>Start with {@link dev.belay.support.http.HttpTransport} (one request, one answer, within one
 * deadline), {@link dev.belay.support.http.HttpCall} (what is sent; a header's value can be a
 * {@link dev.belay.support.Secret}) and {@link dev.belay.support.http.HttpExchangeException} (why
 * there was no answer, and whether the call may have taken effect all the same).
 *
 * <pre>{@code
 * HttpTransport http =
 *     RetryingHttpTransport.over(JdkHttpTransport.shared(), RetryPolicy.defaults());
 * HttpCall call = HttpCall.get(URI.create("https://api.openai.com/v1/models")).bearer(apiKey).build();
 * HttpReply reply = http.exchange(call);
 * boolean accepted = reply.isSuccess();
 * }</pre>
 *
 * <p>An address that a user chose is called through {@link
 * dev.belay.support.http.GuardedHttpTransport} only.
 */
@NullMarked
package dev.belay.support.http;

import org.jspecify.annotations.NullMarked;
