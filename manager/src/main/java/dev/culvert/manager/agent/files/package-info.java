/** An SFTP server that cannot leave the workload's file system view. */
@NullMarked
package dev.culvert.manager.agent.files;

import org.jspecify.annotations.NullMarked;
