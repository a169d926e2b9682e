package dev.belay.byok;

import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** A vault in memory, for tests of what stands on a vault. Every read is recorded at once. */
public final class InMemoryApiKeyVault implements ApiKeyVault {

  private static final KeySealing PLAIN = KeySealing.byTheDatabase();

  private final Clock clock;
  private final Map<UUID, User> users = new HashMap<>();
  private final Set<ProviderId> services = new HashSet<>();
  private long recorded;

  public InMemoryApiKeyVault(Clock clock) {
    this.clock = clock;
    ProviderRegistry.standard().all().forEach(provider -> services.add(provider.id()));
  }

  /** Adds a user without keys. */
  public synchronized UUID newUser() {
    UUID id = UUID.randomUUID();
    users.put(id, new User());
    return id;
  }

  /** The gateway settings of the same users. */
  public GatewayConfigs gatewayConfigs(GatewayUrlPolicy urls) {
    return new Configs(urls);
  }

  @Override
  public UUID insert(UUID userId, ProviderId service, Secret apiKey) {
    return store(userId, service, apiKey, null);
  }

  @Override
  public synchronized Optional<Secret> find(UUID userId, ProviderId service) {
    requireKnown(service);
    return Optional.ofNullable(user(userId).keys.get(service)).map(key -> key.apiKey);
  }

  @Override
  public synchronized UserCredentials findAll(UUID userId) {
    User user = user(userId);
    Map<ProviderId, Optional<String>> stored = new TreeMap<>();
    user.keys.forEach((service, key) -> stored.put(service, Optional.of(key.apiKey.reveal())));
    return new StoredCredentials(
        userId, stored, user.baseUrl, user.fallbackAllowed, PLAIN, new Recorder(), clock);
  }

  @Override
  public synchronized void delete(UUID userId, ProviderId service) {
    requireKnown(service);
    user(userId).keys.remove(service);
    if (service.equals(ProviderId.GATEWAY)) {
      user(userId).baseUrl = null;
    }
  }

  @Override
  public synchronized void touch(UUID userId, ProviderId service) {
    requireKnown(service);
    Key key = user(userId).keys.get(service);
    if (key != null) {
      key.lastUsed = clock.instant();
    }
  }

  @Override
  public synchronized List<KeyMetadata> list(UUID userId) {
    return user(userId).keys.entrySet().stream()
        .map(
            entry -> {
              Key key = entry.getValue();
              return new KeyMetadata(
                  entry.getKey(), null, key.createdAt, key.updatedAt, key.lastUsed);
            })
        .toList();
  }

  @Override
  public synchronized int deleteAll(UUID userId) {
    User user = user(userId);
    int deleted = user.keys.size();
    user.keys.clear();
    user.baseUrl = null;
    return deleted;
  }

  @Override
  public boolean health() {
    return true;
  }

  @Override
  public synchronized void registerService(ProviderId service) {
    services.add(service);
  }

  @Override
  public synchronized ReadAuditCounts readAuditCounts() {
    return new ReadAuditCounts(recorded, 0, 0, 0);
  }

  @Override
  public void close() {}

  private synchronized UUID store(UUID userId, ProviderId service, Secret apiKey, String baseUrl) {
    UserIds.checked(userId);
    ApiKeys.checked(apiKey);
    requireKnown(service);
    User user = existing(userId);
    Key key = user.keys.computeIfAbsent(service, absent -> new Key(clock.instant()));
    key.apiKey = apiKey;
    key.updatedAt = clock.instant();
    key.lastUsed = null;
    if (service.equals(ProviderId.GATEWAY)) {
      user.baseUrl = baseUrl;
    }
    return key.id;
  }

  private void requireKnown(ProviderId service) {
    if (!services.contains(service)) {
      throw new InvalidArgumentException("unknown service");
    }
  }

  private User user(UUID userId) {
    return users.getOrDefault(UserIds.checked(userId), new User());
  }

  private User existing(UUID userId) {
    User user = users.get(UserIds.checked(userId));
    if (user == null) {
      throw new ConflictException("user does not exist");
    }
    return user;
  }

  private static final class User {
    final Map<ProviderId, Key> keys = new TreeMap<>();
    String baseUrl;
    boolean fallbackAllowed;
  }

  private static final class Key {
    final UUID id = UUID.randomUUID();
    final Instant createdAt;
    Secret apiKey;
    Instant updatedAt;
    Instant lastUsed;

    Key(Instant createdAt) {
      this.createdAt = createdAt;
    }
  }

  private final class Recorder implements ReadRecorder {

    @Override
    public void record(KeyRead read) {
      synchronized (InMemoryApiKeyVault.this) {
        recorded++;
        if (read.used()) {
          touch(read.userId(), read.service());
        }
      }
    }

    @Override
    public ReadAuditCounts counts() {
      return readAuditCounts();
    }

    @Override
    public void close() {}
  }

  private final class Configs implements GatewayConfigs {

    private final GatewayUrlPolicy urls;

    Configs(GatewayUrlPolicy urls) {
      this.urls = urls;
    }

    @Override
    public UUID put(UUID userId, Secret apiKey) {
      return store(userId, ProviderId.GATEWAY, apiKey, null);
    }

    @Override
    public UUID put(UUID userId, Secret apiKey, String baseUrl) {
      return store(userId, ProviderId.GATEWAY, apiKey, urls.check(baseUrl).toString());
    }

    @Override
    public void setBaseUrl(UUID userId, String baseUrl) {
      String checked = urls.check(baseUrl).toString();
      synchronized (InMemoryApiKeyVault.this) {
        existing(userId).baseUrl = checked;
      }
    }

    @Override
    public Optional<URI> findBaseUrl(UUID userId) {
      synchronized (InMemoryApiKeyVault.this) {
        return Optional.ofNullable(user(userId).baseUrl).map(urls::check);
      }
    }

    @Override
    public void delete(UUID userId) {
      InMemoryApiKeyVault.this.delete(userId, ProviderId.GATEWAY);
    }

    @Override
    public boolean fallbackAllowed(UUID userId) {
      synchronized (InMemoryApiKeyVault.this) {
        return user(userId).fallbackAllowed;
      }
    }

    @Override
    public void setFallbackAllowed(UUID userId, boolean allowed) {
      synchronized (InMemoryApiKeyVault.this) {
        existing(userId).fallbackAllowed = allowed;
      }
    }
  }
}
