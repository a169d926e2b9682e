/**
 * How the dispatcher works. Not API: it may change at any time.
 *
 * <p>One thread claims ({@code Claiming}), as much as the lanes of the endpoints take ({@code
 * Lane}); many send ({@code Courier}); one writes results, renews leases and gives back ({@code
 * Recording}). They meet at the {@code DispatchDesk}. The database's side is an {@code Outbox}.
 */
@NullMarked
package dev.belay.webhook.send.internal;

import org.jspecify.annotations.NullMarked;
