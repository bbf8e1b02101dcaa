package dev.culvert.helper.program;

/**
 * A socket of this network namespace.
 *
 * @param uid of its owner
 * @param inode the number by which processes' descriptors name it
 */
record OpenSocket(int uid, long inode) {}
