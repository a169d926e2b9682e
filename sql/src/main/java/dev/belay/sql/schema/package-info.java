/**
 * Puts the library's tables and functions into a database and keeps them current.
 *
 * <p>Start with {@link dev.belay.sql.schema.SchemaInstaller}. {@link
 * dev.belay.sql.schema.InstallReport} says what it did, {@link dev.belay.sql.schema.SchemaStatus}
 * what it found; {@link dev.belay.sql.schema.InstalledSchema} finds it without a login. The same
 * files also apply by psql, Flyway and the Supabase CLI.
 *
 * <pre>{@code
 * SchemaInstaller installer = SchemaInstaller.of(dataSource);
 * if (!installer.status().upToDate()) {
 *   InstallReport report = installer.install();
 *   System.out.println("Applied " + report.applied());
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.sql.schema;

import org.jspecify.annotations.NullMarked;
