package tv.headwater.metadata.webhook;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import tv.headwater.metadata.MetadataProperties;

/**
 * The HTTP client that receivers see. A host is looked up once for each attempt, and connected to are the addresses that were
 * checked; no redirect is followed, no connection used twice, no proxy asked.
 */
class Receivers implements AutoCloseable {

    private static final int MAX_HEADER_LINE = 8192;
    private static final int MAX_HEADERS = 100;
    private static final int BUFFER = 8192;

    private final AddressRule rule;
    private final MetadataProperties.Webhooks properties;
    private final Clock clock;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("webhook-deadlines").daemon().factory());

    Receivers(MetadataProperties.Webhooks properties, Clock clock) {
        this.properties = properties;
        this.rule = new AddressRule(this.properties.privateNetworks());
        this.clock = clock;
        this.client = client();
    }

    /** The host has an address that is not to be connected to. */
    private static final class ForbiddenAddress extends UnknownHostException {

        ForbiddenAddress() {
            super("the host is not at a public address");
        }
    }

    private CloseableHttpClient client() {
        var timeout = Timeout.of(properties.timeout());
        var http =
                Http1Config.custom()
                        .setMaxLineLength(MAX_HEADER_LINE)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build();
        var connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(checked())
                        .setConnectionFactory(
                                ManagedHttpClientConnectionFactory.builder()
                                        .http1Config(http)
                                        .build())
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(timeout)
                                        .setSocketTimeout(timeout)
                                        .build())
                        .setMaxConnTotal(properties.concurrency())
                        .setMaxConnPerRoute(properties.concurrency())
                        .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setConnectionReuseStrategy((_, _, _) -> false)
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setConnectionRequestTimeout(timeout)
                                .setResponseTimeout(timeout)
                                .setProtocolUpgradeEnabled(false)
                                .build())
                .setUserAgent("Headwater-Webhooks")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    private DnsResolver checked() {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                var addresses = InetAddress.getAllByName(host);
                for (var address : addresses) {
                    if (!rule.allows(address)) {
                        throw new ForbiddenAddress();
                    }
                }
                return addresses;
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    AddressRule rule() {
        return rule;
    }

    /** Takes no longer than configured, but for a name server that does not answer. */
    Outcome deliver(Attempt attempt) {
        var body = attempt.body().getBytes(StandardCharsets.UTF_8);
        var post = new HttpPost(URI.create(attempt.url()));
        post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        post.setHeader(Signature.HEADER, Signature.of(attempt.secret(), clock.instant(), body));
        post.setHeader("Headwater-Event", attempt.type());
        post.setHeader("Headwater-Event-Id", attempt.eventId());
        var late = new AtomicBoolean();
        var deadline =
                deadlines.schedule(
                        () -> {
                            late.set(true);
                            post.cancel();
                        },
                        properties.timeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        try {
            int status = status(post);
            return status / 100 == 2 ? new Outcome.Accepted(status) : new Outcome.Refused(status);
        } catch (IOException | RuntimeException e) {
            return new Outcome.Unanswered(late.get() ? tooLate() : reason(e));
        } finally {
            deadline.cancel(false);
        }
    }

    private int status(HttpPost post) throws IOException {
        var response = client.executeOpen(null, post, null);
        try {
            read(response);
        } catch (IOException e) {
            // it has said what counts
        } finally {
            // Closing alone would read on to the end of whatever it says.
            post.cancel();
            Closer.closeQuietly(response);
        }
        return response.getCode();
    }

    /** What else it says is of no interest, but a receiver may take being cut off for a failure. */
    private void read(ClassicHttpResponse response) throws IOException {
        var entity = response.getEntity();
        if (entity == null) {
            return;
        }
        var in = entity.getContent();
        long left = properties.maxAnswer().toBytes();
        var buffer = new byte[BUFFER];
        int read = 0;
        while (left > 0 && read >= 0) {
            read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            left -= Math.max(read, 0);
        }
    }

    private String tooLate() {
        return "no answer within " + properties.timeout().toMillis() + " ms";
    }

    private String reason(Exception e) {
        return switch (e) {
            case ForbiddenAddress _ -> "the host is not at a public address";
            case UnknownHostException _ -> "the host's name has no address";
            case SSLException _ -> "TLS with the host failed";
            case ConnectTimeoutException _ -> tooLate();
            case InterruptedIOException _ -> tooLate();
            case SocketException _ -> "the host refused or closed the connection";
            default -> "the host's answer is not HTTP";
        };
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
