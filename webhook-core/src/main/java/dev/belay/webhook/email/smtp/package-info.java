/**
 * E-mail over SMTP, by Jakarta Mail, which the application brings ({@code
 * org.eclipse.angus:angus-mail}); see {@link dev.belay.webhook.email.smtp.SmtpEmailSenders}.
 *
 * <pre>{@code
 * EmailSender sender = SmtpEmailSenders.builder("smtp.example.com", EmailAddress.of("noreply@example.com"))
 *     .login("noreply", environment.secret("SMTP_PASSWORD").orElseThrow())
 *     .build();
 * }</pre>
 */
@NullMarked
package dev.belay.webhook.email.smtp;

import org.jspecify.annotations.NullMarked;
