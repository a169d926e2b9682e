package dev.belay.byok;

/**
 * What became of the reads that had to be recorded.
 *
 * @param recorded reads that the database has recorded
 * @param pending reads that wait in memory
 * @param dropped reads that were not recorded, since the queue was full or the deadline at close
 *     had passed
 * @param failed reads that were not recorded, since the database refused or could not be reached
 */
public record ReadAuditCounts(long recorded, long pending, long dropped, long failed) {}
