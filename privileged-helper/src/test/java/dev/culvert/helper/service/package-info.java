@NullMarked
package dev.culvert.helper.service;

import org.jspecify.annotations.NullMarked;
