/** What the helper tells the service manager that started it. */
@NullMarked
package dev.culvert.helper.service;

import org.jspecify.annotations.NullMarked;
