/** Calls of the operating system: the one package that leaves the virtual machine. */
@NullMarked
package dev.culvert.helper.nativecall;

import org.jspecify.annotations.NullMarked;
