/**
 * A local mail server that takes e-mails over SMTP (RFC 5321) and keeps them for the test to look
 * at; start with {@link dev.belay.testservers.smtp.SmtpServer}.
 */
@NullMarked
package dev.belay.testservers.smtp;

import org.jspecify.annotations.NullMarked;
