/** How the API describes itself, and what its requests and answers share. */
@NullMarked
package tv.headwater.metadata.web;

import org.jspecify.annotations.NullMarked;
