/**
 * E-mail that a job sends: a failure is an exception, so that the job fails and is tried again.
 *
 * <p>Start with {@link dev.belay.webhook.email.EmailSenders} (Resend, or a log), {@link
 * dev.belay.webhook.email.EmailSender} and {@link dev.belay.webhook.email.Email}; {@link
 * dev.belay.webhook.email.smtp} has SMTP.
 *
 * <pre>{@code
 * EmailSender sender = EmailSenders.fromEnvironment(environment).orElse(EmailSenders.logging());
 * sender.send(
 *     Email.to("ada@example.com").subject("You were added").text("Trip #7").build(), eventId);
 * }</pre>
 */
@NullMarked
package dev.belay.webhook.email;

import org.jspecify.annotations.NullMarked;
