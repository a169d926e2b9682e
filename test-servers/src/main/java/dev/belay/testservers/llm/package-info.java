/**
 * A local stand-in of five LLM providers, for tests that must use the providers' real addresses.
 *
 * <p>Start with {@link dev.belay.testservers.llm.LlmEndpoints}: it answers for {@code
 * api.openai.com}, {@code api.anthropic.com}, {@code api.x.ai}, {@code openrouter.ai} and {@code
 * ai-gateway.vercel.sh}. {@link dev.belay.testservers.llm.SeenRequest} is what it noted of a
 * request, {@link dev.belay.testservers.llm.LlmFault} a way in which a provider can fail.
 *
 * <pre>{@code
 * try (LlmEndpoints endpoints = LlmEndpoints.start()) {
 *   endpoints.accept("api.openai.com", TestKeys.openai(), "a user's key");
 *   HttpClient client = HttpClient.newBuilder()
 *       .proxy(endpoints.proxySelector())
 *       .sslContext(endpoints.sslContext())
 *       .build();
 *   // Requests to https://api.openai.com/v1/... now end here.
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.testservers.llm;

import org.jspecify.annotations.NullMarked;
