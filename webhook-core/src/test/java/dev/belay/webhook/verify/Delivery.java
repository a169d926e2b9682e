package dev.belay.webhook.verify;

import dev.belay.webhook.WebhookHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request as it arrives, to be altered one thing at a time. Never changed itself. */
public final class Delivery {

  private final Map<String, List<String>> headers;
  private final byte[] body;

  private Delivery(Map<String, List<String>> headers, byte[] body) {
    this.headers = headers;
    this.body = body;
  }

  public static Delivery of(byte[] body) {
    return new Delivery(Map.of(), body);
  }

  public Delivery with(String name, String... values) {
    Map<String, List<String>> changed = new TreeMap<>(headers);
    changed.put(name, List.of(values));
    return new Delivery(changed, body);
  }

  public Delivery without(String name) {
    Map<String, List<String>> changed = new TreeMap<>(headers);
    changed.remove(name);
    return new Delivery(changed, body);
  }

  public Delivery twice(String name) {
    List<String> values = new ArrayList<>(headers.get(name));
    values.addAll(headers.get(name));
    return with(name, values.toArray(String[]::new));
  }

  public Delivery withBody(byte[] other) {
    return new Delivery(headers, other);
  }

  public String header(String name) {
    return headers.get(name).get(0);
  }

  public WebhookHeaders webhookHeaders() {
    return WebhookHeaders.of(headers);
  }

  public byte[] body() {
    return body;
  }
}
