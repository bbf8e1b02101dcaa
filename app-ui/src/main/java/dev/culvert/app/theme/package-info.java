/** Colours, fonts and the style sheet: AtlantaFX' Primer in Culvert's own colours. */
@NullMarked
package dev.culvert.app.theme;

import org.jspecify.annotations.NullMarked;
