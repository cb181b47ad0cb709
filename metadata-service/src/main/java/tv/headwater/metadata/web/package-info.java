/** Problems, limits and the common shape of requests and answers. */
@NullMarked
package tv.headwater.metadata.web;

import org.jspecify.annotations.NullMarked;
