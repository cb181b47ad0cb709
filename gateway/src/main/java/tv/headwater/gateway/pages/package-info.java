/** The web pages, from the gateway's own jar. */
@NullMarked
package tv.headwater.gateway.pages;

import org.jspecify.annotations.NullMarked;
