/**
 * What the REST APIs of the services share: problems, limits, and the common shape of requests and answers. A service takes all of
 * it with {@code @Import(WebConfiguration.class)} and gives a {@link tv.headwater.rest.Callers} and a
 * {@link tv.headwater.rest.RequestLimits}.
 */
@NullMarked
package tv.headwater.rest;

import org.jspecify.annotations.NullMarked;
