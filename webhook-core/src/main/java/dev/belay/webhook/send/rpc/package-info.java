/**
 * The outbox over {@link dev.belay.sql.RpcClient}, whatever carries the calls. Its front door is
 * {@link dev.belay.webhook.send.rpc.WebhookOutbox}.
 */
@NullMarked
package dev.belay.webhook.send.rpc;

import org.jspecify.annotations.NullMarked;
