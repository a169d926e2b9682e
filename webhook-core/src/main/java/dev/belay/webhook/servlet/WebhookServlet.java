package dev.belay.webhook.servlet;

import dev.belay.webhook.receive.WebhookReceiver;
import dev.belay.webhook.receive.WebhookRequest;
import dev.belay.webhook.receive.WebhookResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/** Hands requests to a receiver, those of all methods, since the endpoint answers to each. */
final class WebhookServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient WebhookReceiver receiver;

  WebhookServlet(WebhookReceiver receiver) {
    this.receiver = receiver;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    send(
        response,
        receiver.handle(
            new WebhookRequest(
                request.getMethod(),
                name -> Collections.list(request.getHeaders(name)),
                request.getInputStream(),
                request.getRemoteAddr())));
  }

  private static void send(HttpServletResponse response, WebhookResponse answer)
      throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
