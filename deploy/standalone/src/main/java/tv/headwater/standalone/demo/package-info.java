/** The stream of {@code up --demo}: created once over REST, published by the demo's own process. */
@NullMarked
package tv.headwater.standalone.demo;

import org.jspecify.annotations.NullMarked;
