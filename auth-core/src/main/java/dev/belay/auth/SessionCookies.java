package dev.belay.auth;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes sessions in the cookies of {@code @supabase/ssr}, so that a Java service and a
 * JavaScript front end share them: {@code sb-<project>-auth-token}, or {@code .0}, {@code .1}, …
 * where it takes several cookies; {@code base64-} and base64url, or plain JSON. Both are read
 * whatever is written.
 *
 * <p>Immutable and safe for use by many threads. What is read is <em>not</em> verified, and its
 * {@code user} is never used: anybody can write a cookie.
 *
 * <p>Unless told otherwise a cookie is written with {@code Secure}, {@code HttpOnly}, {@code
 * SameSite=Lax}, {@code Path=/} and 400 days. {@code @supabase/ssr} writes it without {@code
 * HttpOnly}: where a browser's own client reads the session, use {@link Builder#readableByScripts}.
 */
public final class SessionCookies {

  /**
   * What a response that sets these cookies has to say besides, or a cache could hand one user's
   * session to another.
   */
  public static final Map<String, String> NO_STORE =
      Map.of(
          "Cache-Control",
          "private, no-cache, no-store, must-revalidate, max-age=0",
          "Expires",
          "0",
          "Pragma",
          "no-cache");

  /** How cookies are sent along with requests from other sites. */
  public enum SameSite {
    /** With links from elsewhere, but not with forms or frames. */
    LAX("Lax"),
    /** Never. */
    STRICT("Strict"),
    /** Always; needs {@code Secure}, and a protection against forged requests of your own. */
    NONE("None");

    private final String word;

    SameSite(String word) {
      this.word = word;
    }
  }

  private static final String BASE64 = "base64-";
  private static final int LARGEST_HEADER = 1 << 17;
  private static final int LARGEST_VALUE = 1 << 16;

  private final CookieNames names;
  private final boolean raw;
  private final boolean secure;
  private final boolean httpOnly;
  private final SameSite sameSite;
  private final String path;
  private final @Nullable String domain;
  private final Duration maxAge;
  private final Clock clock;

  private SessionCookies(Builder builder) {
    names = new CookieNames(builder.name);
    raw = builder.raw;
    secure = builder.secure;
    httpOnly = builder.httpOnly;
    sameSite = builder.sameSite;
    path = builder.path;
    domain = builder.domain;
    maxAge = builder.maxAge;
    clock = builder.clock;
  }

  /**
   * The cookies of a project with the default settings.
   *
   * @param project the project
   * @return the cookies
   */
  public static SessionCookies of(SupabaseProject project) {
    return builder(project).build();
  }

  /**
   * Begins cookies with other settings.
   *
   * @param project the project
   * @return a builder
   */
  public static Builder builder(SupabaseProject project) {
    return new Builder(project);
  }

  /**
   * Reads the session of a request.
   *
   * @param request the request
   * @return the session, or why there is none
   */
  public CookieSession read(AuthRequest request) {
    RequestCookies cookies = RequestCookies.of(request, names, LARGEST_HEADER);
    if (cookies.isTooLarge()) {
      return new CookieSession.Absent(AuthRefusal.COOKIE_TOO_LARGE);
    }
    Optional<String> joined = CookieChunks.joined(cookies, names);
    if (joined.isEmpty()) {
      return new CookieSession.Absent(
          cookies.names().isEmpty() ? AuthRefusal.NO_SESSION : AuthRefusal.MALFORMED_COOKIE);
    }
    if (joined.get().length() > LARGEST_VALUE) {
      return new CookieSession.Absent(AuthRefusal.COOKIE_TOO_LARGE);
    }
    return json(joined.get())
        .flatMap(text -> SessionTokens.read(text, clock.instant()))
        .<CookieSession>map(CookieSession.Present::new)
        .orElseGet(() -> new CookieSession.Absent(AuthRefusal.MALFORMED_COOKIE));
  }

  /**
   * Writes a session, and removes what an earlier one has left over.
   *
   * @param request the request that is answered, for the cookies that are there
   * @param session the session
   * @return what to set, in this order; see {@link #NO_STORE} too
   * @throws InvalidArgumentException if the session is larger than what would be read again
   */
  public List<SetCookie> write(AuthRequest request, SessionTokens session) {
    String text = session.json().reveal();
    String value = raw ? text : BASE64 + Base64Url.encode(text.getBytes(StandardCharsets.UTF_8));
    if (value.length() > LARGEST_VALUE) {
      throw new InvalidArgumentException("The session is too large for cookies");
    }
    List<String> pieces = CookieChunks.encoded(value);
    if (pieces.size() > CookieNames.LAST + 1) {
      throw new InvalidArgumentException("The session is too large for cookies");
    }
    List<SetCookie> written = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      String name = pieces.size() == 1 ? names.name() : names.chunk(i);
      written.add(cookie(name, pieces.get(i), maxAge, domain, false));
    }
    Set<String> stale = present(request);
    written.forEach(cookie -> stale.remove(cookie.name()));
    List<SetCookie> all = removals(stale);
    all.addAll(written);
    return List.copyOf(all);
  }

  /**
   * Removes the session from the browser. It is not ended: whoever has a copy can go on using it,
   * see {@link Sessions#signOut}.
   *
   * @param request the request that is answered, for the cookies that are there
   * @return what to set; empty where there is none
   */
  public List<SetCookie> clear(AuthRequest request) {
    return List.copyOf(removals(present(request)));
  }

  /** As {@link #clear(AuthRequest)}, where the answer has set other cookies already. */
  List<SetCookie> clear(AuthRequest request, List<SetCookie> set) {
    Set<String> names = present(request);
    set.stream().filter(cookie -> !cookie.isRemoval()).map(SetCookie::name).forEach(names::add);
    return List.copyOf(removals(names));
  }

  private Set<String> present(AuthRequest request) {
    return new LinkedHashSet<>(RequestCookies.of(request, names, Integer.MAX_VALUE).names());
  }

  /**
   * With a domain, a cookie of this host alone may have stayed from before; a browser sends both.
   */
  private List<SetCookie> removals(Set<String> stale) {
    List<SetCookie> removals = new ArrayList<>();
    if (domain != null) {
      stale.forEach(name -> removals.add(cookie(name, "", Duration.ZERO, null, true)));
    }
    stale.forEach(name -> removals.add(cookie(name, "", Duration.ZERO, domain, true)));
    return removals;
  }

  private SetCookie cookie(
      String name, String value, Duration age, @Nullable String scope, boolean removal) {
    StringBuilder header = new StringBuilder(name).append('=').append(value);
    header.append("; Max-Age=").append(age.toSeconds());
    if (scope != null) {
      header.append("; Domain=").append(scope);
    }
    header.append("; Path=").append(path);
    header.append(httpOnly ? "; HttpOnly" : "").append(secure ? "; Secure" : "");
    header.append("; SameSite=").append(sameSite.word);
    return new SetCookie(name, Secret.of(header.toString()), removal);
  }

  private static Optional<String> json(String value) {
    if (!value.startsWith(BASE64)) {
      return Optional.of(value);
    }
    String encoded = value.substring(BASE64.length());
    int end = encoded.length();
    while (end > 0 && encoded.charAt(end - 1) == '=') {
      end--;
    }
    return Base64Url.decode(encoded.substring(0, end))
        .flatMap(bytes -> Utf8.decode(bytes, bytes.length));
  }

  /** Collects the settings. Not for use by several threads. */
  public static final class Builder {

    private static final Duration LONGEST = Duration.ofDays(400);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$&'*+.^_`|~-]{1,128}");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/._~-]{0,255}");
    private static final Pattern DOMAIN =
        Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9-]+)+");

    private String name;
    private boolean raw;
    private boolean secure = true;
    private boolean httpOnly = true;
    private SameSite sameSite = SameSite.LAX;
    private String path = "/";
    private @Nullable String domain;
    private Duration maxAge = LONGEST;
    private Clock clock = Clock.systemUTC();

    private Builder(SupabaseProject project) {
      this.name = project.cookieName();
    }

    /**
     * Sets another name ({@code cookieOptions.name} of {@code @supabase/ssr}).
     *
     * @param name letters, digits and the signs of RFC 6265; {@code __Host-} and {@code __Secure-}
     *     have their rules
     * @return this
     */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Writes plain JSON ({@code cookieEncoding: "raw"}) in place of base64url.
     *
     * @return this
     */
    public Builder raw() {
      this.raw = true;
      return this;
    }

    /**
     * Lets the page's scripts read the cookie, as the browser's client of {@code @supabase/ssr} has
     * to. A script that an attacker gets into the page can then take the session with it.
     *
     * @return this
     */
    public Builder readableByScripts() {
      this.httpOnly = false;
      return this;
    }

    /**
     * Lets the cookie go over {@code http}, for a developer's machine.
     *
     * @return this
     */
    public Builder insecure() {
      this.secure = false;
      return this;
    }

    /**
     * Sets how the cookie goes along with requests from other sites.
     *
     * @param sameSite the rule
     * @return this
     */
    public Builder sameSite(SameSite sameSite) {
      this.sameSite = Objects.requireNonNull(sameSite, "sameSite");
      return this;
    }

    /**
     * Sets for which paths the cookie is sent.
     *
     * @param path begins with a slash
     * @return this
     */
    public Builder path(String path) {
      this.path = Objects.requireNonNull(path, "path");
      return this;
    }

    /**
     * Shares the cookie with all hosts of a domain.
     *
     * @param domain such as {@code example.com}
     * @return this
     */
    public Builder domain(String domain) {
      this.domain = Objects.requireNonNull(domain, "domain");
      return this;
    }

    /**
     * Sets for how long the browser keeps the cookie.
     *
     * @param maxAge one second to 400 days
     * @return this
     */
    public Builder maxAge(Duration maxAge) {
      this.maxAge = Objects.requireNonNull(maxAge, "maxAge");
      return this;
    }

    /**
     * Sets the clock.
     *
     * @param clock tells when a session's time is over where only its length is known
     * @return this
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Checks the settings.
     *
     * @return the cookies
     * @throws InvalidArgumentException if a setting is malformed, or browsers would drop the cookie
     */
    public SessionCookies build() {
      require(NAME.matcher(name).matches(), "The cookie's name is not allowed");
      require(PATH.matcher(path).matches(), "The cookie's path is not allowed");
      require(
          domain == null || (domain.length() <= 253 && DOMAIN.matcher(domain).matches()),
          "The cookie's domain is not allowed");
      require(
          maxAge.toSeconds() >= 1 && maxAge.compareTo(LONGEST) <= 0,
          "A cookie is kept for one second to 400 days");
      require(
          secure || (sameSite != SameSite.NONE && !name.startsWith("__")),
          "Browsers drop such a cookie unless it is Secure");
      require(
          !name.startsWith("__Host-") || (domain == null && path.equals("/")),
          "A __Host- cookie has the path / and no domain");
      return new SessionCookies(this);
    }

    private static void require(boolean condition, String otherwise) {
      if (!condition) {
        throw new InvalidArgumentException(otherwise);
      }
    }
  }
}
