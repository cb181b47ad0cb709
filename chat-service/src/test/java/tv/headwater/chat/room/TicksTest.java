package tv.headwater.chat.room;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TicksTest {

    static Stream<Runnable> failing() {
        return Stream.of(
                () -> {
                    throw new IllegalStateException("wrong");
                },
                () -> {
                    throw new OutOfMemoryError("no direct memory");
                },
                () -> {
                    throw new StackOverflowError();
                });
    }

    @ParameterizedTest
    @MethodSource("failing")
    void oneThatFailsComesAgain(Runnable failing) {
        var times = new AtomicInteger();
        try (var ticks = new Ticks("ticks")) {
            ticks.every(
                    Duration.ofMillis(1),
                    () -> {
                        if (times.incrementAndGet() < 3) {
                            failing.run();
                        }
                    });
            await().until(() -> times.get() >= 3);
        }
    }
}
