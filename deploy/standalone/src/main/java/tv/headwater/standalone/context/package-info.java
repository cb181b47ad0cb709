/** Every service's Spring context in one JVM, kept apart from its neighbours on the shared class path. */
@NullMarked
package tv.headwater.standalone.context;

import org.jspecify.annotations.NullMarked;
