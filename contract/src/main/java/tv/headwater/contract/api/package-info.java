/** The REST interfaces between services and their callers. */
@NullMarked
package tv.headwater.contract.api;

import org.jspecify.annotations.NullMarked;
