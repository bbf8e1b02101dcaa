/** Tests. */
@NullMarked
package dev.culvert.playground.service;

import org.jspecify.annotations.NullMarked;
