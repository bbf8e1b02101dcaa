/** This computer's side of attachments: what comes from the cluster, to programs here. */
@NullMarked
package dev.culvert.helper.attach;

import org.jspecify.annotations.NullMarked;
