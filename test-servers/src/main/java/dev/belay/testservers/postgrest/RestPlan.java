package dev.belay.testservers.postgrest;

import java.util.function.Function;

/**
 * What a request comes to.
 *
 * @param statement what is run
 * @param answer what is made of its result; if that fails, nothing is committed
 */
record RestPlan(RestStatement statement, Function<RestResult, HttpAnswer> answer) {}
