package dev.belay.benchmarks;

import com.stripe.net.Webhook.Signature;
import dev.belay.support.Secret;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.verify.HmacSigner;
import dev.belay.webhook.verify.HmacVerifier;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import dev.belay.webhook.verify.StandardWebhooksVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;

/** One request, signed in the way of each contender; those that take a text get it ready made. */
final class HmacChecks {

  private static final Secret SECRET = StandardWebhooksSigner.generateSecret();
  private static final String ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";

  private final byte[] body;
  private final String text;
  private final Instant now = Instant.now();

  HmacChecks(int length) {
    this.body = SignatureCheck.body(length);
    this.text = new String(body, StandardCharsets.UTF_8);
  }

  /** The limit: one reused {@code Mac}, and the signature already as bytes. */
  SignatureCheck jdk() throws GeneralSecurityException {
    Mac mac = SignatureCheck.mac(SECRET.reveal().getBytes(StandardCharsets.UTF_8));
    byte[] signature = mac.doFinal(body);
    return () -> SignatureCheck.require(MessageDigest.isEqual(mac.doFinal(body), signature));
  }

  SignatureCheck belay() {
    HmacVerifier verifier = HmacVerifier.of(SECRET);
    WebhookHeaders headers =
        WebhookHeaders.of(Map.of(HmacSigner.HEADER, List.of(HmacSigner.of(SECRET).sign(body))));
    return () -> verifier.verify(headers, body);
  }

  SignatureCheck belayStandard() {
    StandardWebhooksVerifier verifier = StandardWebhooksVerifier.of(SECRET);
    WebhookHeaders headers = WebhookHeaders.of(standardHeaders("webhook"));
    return () -> verifier.verify(headers, body);
  }

  SignatureCheck standardWebhooks() throws Exception {
    var webhook = new com.standardwebhooks.Webhook(SECRET.reveal());
    Map<String, List<String>> headers = standardHeaders("webhook");
    return () -> webhook.verify(text, headers);
  }

  SignatureCheck svix() throws Exception {
    var webhook = new com.svix.Webhook(SECRET.reveal());
    Map<String, List<String>> headers = standardHeaders("svix");
    return () -> webhook.verify(text, headers);
  }

  SignatureCheck stripe() throws GeneralSecurityException {
    String seconds = Long.toString(now.getEpochSecond());
    byte[] signed = (seconds + "." + text).getBytes(StandardCharsets.UTF_8);
    Mac mac = SignatureCheck.mac(SECRET.reveal().getBytes(StandardCharsets.UTF_8));
    String header = "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(signed));
    return () ->
        SignatureCheck.require(Signature.verifyHeader(text, header, SECRET.reveal(), 3600));
  }

  private Map<String, List<String>> standardHeaders(String prefix) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put(prefix + "-id", List.of(ID));
    headers.put(prefix + "-timestamp", List.of(Long.toString(now.getEpochSecond())));
    headers.put(
        prefix + "-signature", List.of(StandardWebhooksSigner.of(SECRET).sign(ID, now, body)));
    return headers;
  }
}
