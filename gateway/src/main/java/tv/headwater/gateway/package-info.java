/**
 * The one front door: lets in what is on its list, carries the API to metadata-service and media to the edges, and serves
 * the web pages from its own jar.
 *
 * <p>Read {@link tv.headwater.gateway.front.Area} (what exists), {@link tv.headwater.gateway.front.FrontDoor} (who gets in),
 * {@link tv.headwater.gateway.upstream.Routes} (where it goes), {@link tv.headwater.gateway.cluster.Cluster} (who is there)
 * and {@link tv.headwater.gateway.pages.PagesController}.
 *
 * <p>Topics in: {@code nodes}. Topics out: {@code nodes}. REST in: pages; {@code /api}, {@code /.well-known/jwks.json} and
 * {@code /live} carried on. REST out: metadata-service, edge-service.
 */
@NullMarked
package tv.headwater.gateway;

import org.jspecify.annotations.NullMarked;
