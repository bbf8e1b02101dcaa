/**
 * The container image, made without a container engine: a tree of files, packed as an OCI image.
 * The same sources, JDK and Debian packages give the same bytes.
 */
@NullMarked
package dev.culvert.installer.image;

import org.jspecify.annotations.NullMarked;
