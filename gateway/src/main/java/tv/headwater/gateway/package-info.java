/**
 * The one front door: lets in what is on its list, carries the API to metadata-service and chat-service, sends viewers to the edges or carries
 * media from them, and serves the web pages from its own jar.
 *
 * <p>Read {@link tv.headwater.gateway.front.Area} (what exists), {@link tv.headwater.gateway.front.FrontDoor} (who gets in),
 * {@link tv.headwater.gateway.upstream.Routes} (where it goes), {@link tv.headwater.gateway.cluster.Cluster} (who is there),
 * {@link tv.headwater.gateway.edge.Edges} (who gets which edge), {@link tv.headwater.gateway.steering.Steering} (how viewers are
 * sent there) and {@link tv.headwater.gateway.pages.PagesController}.
 *
 * <p>Topics in: {@code nodes}. Topics out: {@code nodes}. REST in: pages and {@code /steer}; {@code /api}, {@code
 * /.well-known/jwks.json}, {@code /chat} and {@code /live} carried on. REST out: metadata-service, chat-service,
 * edge-service. WebSockets out: chat-service.
 */
@NullMarked
package tv.headwater.gateway;

import org.jspecify.annotations.NullMarked;
