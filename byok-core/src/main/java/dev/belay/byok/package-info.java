/**
 * Users' own LLM keys: stored encrypted, and turned into a ready provider in one database round
 * trip.
 *
 * <p>Start with {@link dev.belay.byok.ApiKeyVault} (stores and reads a user's keys), {@link
 * dev.belay.byok.ProviderResolver} (answers which credential, provider, base URL and model to use)
 * and {@link dev.belay.byok.ResolutionPolicy} (in which order, as data).
 *
 * <p>Further doors: {@link dev.belay.byok.envelope.KeyRing} (what keys are sealed with), {@link
 * dev.belay.byok.GatewayConfigs} (users' own gateways and their consent), {@link
 * dev.belay.byok.KeyHealthChecker} (whether stored keys still serve) and {@link
 * dev.belay.byok.KeyRotation} (seals all keys anew).
 *
 * <pre>{@code
 * RpcClient rpc = JdbcRpcClients.over(dataSource);
 * ApiKeyVault vault = ApiKeyVaults.over(rpc, keyRing);
 * vault.insert(userId, ProviderId.OPENAI, apiKey);
 *
 * ProviderResolver resolver = ProviderResolver.builder(vault).build();
 * ResolvedProvider provider = resolver.resolve(userId, ModelHint.of("gpt-5.4-mini"));
 * provider.headers().forEach((name, value) -> request.header(name, value.reveal()));
 * }</pre>
 */
@NullMarked
package dev.belay.byok;

import org.jspecify.annotations.NullMarked;
