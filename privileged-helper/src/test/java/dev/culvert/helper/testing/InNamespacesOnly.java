package dev.culvert.helper.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests that change the computer: its devices, routes, resolv.conf. Run by root outside of {@link
 * Namespaces}, by an IDE or a wide filter, they would change the developer's own; so they do
 * nothing there.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@EnabledIfSystemProperty(
    named = InNamespacesOnly.PROPERTY,
    matches = "true",
    disabledReason = "changes the computer; run the *IT beside it, which makes namespaces for it")
public @interface InNamespacesOnly {
  /** Set by {@link Namespaces} in the virtual machines that it starts. */
  String PROPERTY = "culvert.test.namespaces";
}
