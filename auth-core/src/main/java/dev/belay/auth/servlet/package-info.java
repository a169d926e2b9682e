/**
 * Who is calling, for applications on Jakarta Servlet 6: register a {@link
 * dev.belay.auth.servlet.SessionFilter} for the paths that have users, and ask {@link
 * dev.belay.auth.servlet.SessionFilter#caller} behind it. The API is the container's: this module
 * brings none along.
 */
@NullMarked
package dev.belay.auth.servlet;

import org.jspecify.annotations.NullMarked;
