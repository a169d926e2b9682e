package dev.belay.byok;

import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a provider: where it is, what it speaks, how it names models. Immutable.
 *
 * <p>A provider of your own that speaks OpenAI's chat completions is added by configuration:
 *
 * <pre>{@code
 * Provider groq = Provider.builder(ProviderId.of("groq"), URI.create("https://api.groq.com/openai/v1"))
 *     .environmentVariable("GROQ_API_KEY")
 *     .defaultModel("llama-3.3-70b-versatile")
 *     .modelFamilies("llama")
 *     .build();
 * ProviderRegistry registry = ProviderRegistry.standard().with(groq);
 * }</pre>
 *
 * <p>Its keys can be stored once the database knows the service: {@code select
 * register_api_key_service('groq')}, one time per database.
 */
public final class Provider {

  private final ProviderId id;
  private final URI baseUrl;
  private final URI rootUrl;
  private final Protocol protocol;
  private final @Nullable String environmentVariable;
  private final @Nullable String defaultModel;
  private final List<String> modelFamilies;
  private final boolean router;
  private final Map<ProviderId, String> vendorNames;
  private final KeyProbe keyProbe;

  private Provider(Builder builder) {
    this.id = builder.id;
    this.baseUrl = builder.baseUrl;
    this.rootUrl = rootOf(builder.baseUrl);
    this.protocol = builder.protocol;
    this.environmentVariable = builder.environmentVariable;
    this.defaultModel = builder.defaultModel;
    this.modelFamilies = List.copyOf(builder.modelFamilies);
    this.router = builder.router;
    this.vendorNames = Map.copyOf(builder.vendorNames);
    this.keyProbe = builder.keyProbe;
  }

  /**
   * Begins to describe a provider.
   *
   * @param id its name
   * @param baseUrl the URL under which its protocol's paths lie, usually ending with {@code /v1}
   * @return a builder for a provider that speaks {@link Protocol#OPENAI_CHAT}
   */
  public static Builder builder(ProviderId id, URI baseUrl) {
    return new Builder(id, baseUrl);
  }

  /**
   * The provider's name.
   *
   * @return the name
   */
  public ProviderId id() {
    return id;
  }

  /**
   * The URL under which its protocol's paths lie.
   *
   * @return an https URL without a slash at the end
   */
  public URI baseUrl() {
    return baseUrl;
  }

  /**
   * The base URL without {@code /v1} at its end.
   *
   * @return the base URL itself where it ends in another way
   */
  public URI rootUrl() {
    return rootUrl;
  }

  /**
   * What it speaks.
   *
   * @return the protocol
   */
  public Protocol protocol() {
    return protocol;
  }

  /**
   * The environment variable that holds the team's key for it.
   *
   * @return the name, or empty where there is no team key
   */
  public Optional<String> environmentVariable() {
    return Optional.ofNullable(environmentVariable);
  }

  /**
   * The model that is used when none is requested.
   *
   * @return the model's name, or empty where one must be chosen
   */
  public Optional<String> defaultModel() {
    return Optional.ofNullable(defaultModel);
  }

  /**
   * How the names of its own models begin.
   *
   * @return name parts such as {@code claude}, which stands for {@code claude} and {@code claude-…}
   */
  public List<String> modelFamilies() {
    return modelFamilies;
  }

  /**
   * Whether it serves the models of many vendors and names them {@code vendor/model}.
   *
   * @return true for a gateway or router
   */
  public boolean router() {
    return router;
  }

  /**
   * How this router names a vendor.
   *
   * @param vendor the vendor
   * @return the name before the slash, usually the vendor's id
   */
  public String vendorName(ProviderId vendor) {
    return vendorNames.getOrDefault(vendor, vendor.value());
  }

  static URI rootOf(URI baseUrl) {
    String text = baseUrl.toString();
    return text.endsWith("/v1") ? URI.create(text.substring(0, text.length() - 3)) : baseUrl;
  }

  /**
   * How it tells about a key: {@code GET /models} unless it was told otherwise.
   *
   * @return the probe
   */
  public KeyProbe keyProbe() {
    return keyProbe;
  }

  Map<ProviderId, String> vendorNames() {
    return vendorNames;
  }

  @Override
  public String toString() {
    return "Provider[" + id + " " + protocol + " " + baseUrl + "]";
  }

  /** Collects what there is to know of a provider. Not safe for use by many threads. */
  public static final class Builder {

    private final ProviderId id;
    private final URI baseUrl;
    private Protocol protocol = Protocol.OPENAI_CHAT;
    private @Nullable String environmentVariable;
    private @Nullable String defaultModel;
    private final List<String> modelFamilies = new ArrayList<>();
    private boolean router;
    private final Map<ProviderId, String> vendorNames = new HashMap<>();
    private KeyProbe keyProbe = KeyProbe.get("/models");

    private Builder(ProviderId id, URI baseUrl) {
      this.id = Objects.requireNonNull(id, "id");
      this.baseUrl = Objects.requireNonNull(baseUrl, "baseUrl");
    }

    /**
     * Sets what it speaks.
     *
     * @param protocol the protocol
     * @return this builder
     */
    public Builder protocol(Protocol protocol) {
      this.protocol = Objects.requireNonNull(protocol, "protocol");
      return this;
    }

    /**
     * Sets where the team's key is.
     *
     * @param name the environment variable's name
     * @return this builder
     */
    public Builder environmentVariable(String name) {
      this.environmentVariable = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets the model that is used when none is requested.
     *
     * @param model the model as this provider spells it
     * @return this builder
     */
    public Builder defaultModel(String model) {
      this.defaultModel = ModelHint.of(model).text();
      return this;
    }

    /**
     * Adds families of models that are this provider's own, so that a hint without a vendor finds
     * it.
     *
     * @param families name parts such as {@code claude}
     * @return this builder
     */
    public Builder modelFamilies(String... families) {
      modelFamilies.addAll(List.of(families));
      return this;
    }

    /**
     * Says that it serves the models of many vendors and names them {@code vendor/model}.
     *
     * @return this builder
     */
    public Builder router() {
      this.router = true;
      return this;
    }

    /**
     * Says how this router names a vendor, where that is not the vendor's id.
     *
     * @param vendor the vendor
     * @param name the name before the slash
     * @return this builder
     */
    public Builder vendorName(ProviderId vendor, String name) {
      vendorNames.put(
          Objects.requireNonNull(vendor, "vendor"), Objects.requireNonNull(name, "name"));
      return this;
    }

    /**
     * Sets how it tells about a key. Needed where {@code GET /models} answers anyone.
     *
     * @param keyProbe the probe
     * @return this builder
     */
    public Builder keyProbe(KeyProbe keyProbe) {
      this.keyProbe = Objects.requireNonNull(keyProbe, "keyProbe");
      return this;
    }

    /**
     * Makes the provider.
     *
     * @return the provider
     * @throws InvalidArgumentException if the base URL is not https, has no host, or has a user
     *     name, a query, a fragment or a slash at the end; or if the default model is blank
     */
    public Provider build() {
      boolean plain =
          "https".equals(baseUrl.getScheme())
              && baseUrl.getHost() != null
              && baseUrl.getRawUserInfo() == null
              && baseUrl.getRawQuery() == null
              && baseUrl.getRawFragment() == null
              && !baseUrl.getRawPath().endsWith("/");
      if (!plain) {
        throw new InvalidArgumentException(
            "The base URL of provider "
                + id
                + " must be https://host/path, without user, query, fragment or slash at the end");
      }
      if (defaultModel != null && defaultModel.isEmpty()) {
        throw new InvalidArgumentException("The default model of provider " + id + " is blank");
      }
      return new Provider(this);
    }
  }
}
