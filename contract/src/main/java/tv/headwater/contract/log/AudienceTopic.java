package tv.headwater.contract.log;

import java.time.Clock;
import tv.headwater.contract.audience.Audience;
import tv.headwater.contract.audience.AudienceReport;

/** Keeps an {@link Audience} up to date from the topic {@code audience}, from now on: what was before is old already. */
public final class AudienceTopic implements AutoCloseable {

    private final Audience audience = new Audience(Clock.systemUTC());
    private final WholeTopic reader;

    /** Starts reading. */
    public AudienceTopic(KafkaSettings kafka) {
        this.reader =
                new WholeTopic(
                        kafka,
                        Topics.AUDIENCE,
                        WholeTopic.From.END,
                        (record, replayed) -> {
                            if (record.value() != null) {
                                audience.on(Json.read(record.value(), AudienceReport.class));
                            }
                        });
    }

    public Audience audience() {
        return audience;
    }

    @Override
    public void close() {
        reader.close();
    }
}
