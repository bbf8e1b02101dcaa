/** A workload's files without a mount: the client's end of SFTP. */
@NullMarked
package dev.culvert.app.files;

import org.jspecify.annotations.NullMarked;
