package tv.headwater.e2e.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three edges and two gateways, of which the first of each always runs and the others while they are wanted. */
public final class Delivery {

    private static final int EDGES = 3;
    private static final int GATEWAYS = 2;

    /** An edge says that it leaves, serves on for 3 s, and ends. */
    private static final Duration END = Duration.ofSeconds(20);

    private final String host;
    private final Launch launch;
    private final List<Integer> edgePorts;
    private final List<Integer> gatewayPorts;
    private final List<Service> edges;
    private final List<Service> gateways;

    /** Makes a service ready to be started. */
    interface Launch {

        Service service(String name, String module, int heapMib, Map<String, Object> settings);
    }

    Delivery(String host, Ports ports, Launch launch) {
        this.host = host;
        this.launch = launch;
        this.edgePorts = Stream.generate(ports::next).limit(EDGES).toList();
        this.gatewayPorts = Stream.generate(ports::next).limit(GATEWAYS).toList();
        this.edges =
                new ArrayList<>(
                        IntStream.range(0, EDGES).mapToObj(i -> edge(i, Map.of())).toList());
        this.gateways = IntStream.range(0, GATEWAYS).mapToObj(this::gatewayService).toList();
    }

    private static String name(String role, int index) {
        return index == 0 ? role : role + "-" + (index + 1);
    }

    private Service edge(int index, Map<String, Object> settings) {
        var all = new TreeMap<>(settings);
        all.put("headwater.http.port", edgePorts.get(index));
        all.put("headwater.http.bind-address", host);
        all.put("headwater.node.base-url", edgeUrl(index));
        return launch.service(name("edge", index), "edge-service", 256, all);
    }

    private Service gatewayService(int index) {
        return launch.service(
                name("gateway", index),
                "gateway",
                192,
                Map.of(
                        "server.port",
                        gatewayPorts.get(index),
                        "server.address",
                        host,
                        "headwater.node.base-url",
                        gatewayUrl(index),
                        // A few hundred viewers fill no edge, and are to be on all of them.
                        "headwater.steering.idle",
                        0));
    }

    /** Starts the edges and gateways that do not run, and waits until all are ready. */
    public void startAll() {
        all().filter(service -> !service.isRunning()).forEach(Service::start);
        all().forEach(Service::awaitReady);
    }

    /** Ends all but the first edge and the first gateway in order, so that nobody is sent there any more. */
    public void endFurther() {
        var further =
                Stream.concat(edges.stream().skip(1), gateways.stream().skip(1))
                        .filter(Service::isRunning)
                        .toList();
        further.forEach(Service::terminate);
        further.forEach(service -> service.awaitExit(END));
    }

    /** Ends an edge where it runs, and starts one in its place that is configured otherwise. */
    public void replaceEdge(int index, Map<String, Object> settings) {
        if (edges.get(index).isRunning()) {
            edges.get(index).kill();
        }
        edges.set(index, edge(index, settings));
        edges.get(index).start();
        edges.get(index).awaitReady();
    }

    private Stream<Service> all() {
        return Stream.concat(edges.stream(), gateways.stream());
    }

    /** The first edge, the first gateway, and those of the others that run; edges first. */
    List<Service> services() {
        return all().filter(service ->
                        service.equals(edges.getFirst())
                                || service.equals(gateways.getFirst())
                                || service.isRunning())
                .toList();
    }

    /** All edges, whether they run or not. */
    public List<Service> edges() {
        return List.copyOf(edges);
    }

    /** Where an edge serves viewers. */
    public URI edgeUrl(int index) {
        return url(edgePorts.get(index));
    }

    public Service gateway(int index) {
        return gateways.get(index);
    }

    /** Where viewers and API clients come in. */
    public URI gatewayUrl(int index) {
        return url(gatewayPorts.get(index));
    }

    /** Where viewers and API clients come in, at each gateway. */
    public List<URI> gatewayUrls() {
        return gatewayPorts.stream().map(this::url).toList();
    }

    private URI url(int port) {
        return URI.create("http://" + host + ":" + port);
    }
}
