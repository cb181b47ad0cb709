package tv.headwater.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tv.headwater.ingest.rtmp.Admission.Entry;

class AdmissionTest {

    private final AtomicLong now = new AtomicLong();
    private final Admission admission =
            new Admission(
                    TestLimits.patient()
                            .refusal(Duration.ofSeconds(1))
                            .connections(4)
                            .perAddress(2)
                            .limits(),
                    now::get);

    @Test
    void anAddressGetsRoomBackWhenItPublishesOrLeaves() {
        var address = address("192.0.2.1");
        assertThat(admission.enter(address)).isEqualTo(Entry.ADMITTED);
        assertThat(admission.enter(address)).isEqualTo(Entry.ADMITTED);
        assertThat(admission.enter(address)).isEqualTo(Entry.ADDRESS_LIMIT);
        admission.authenticated(address);
        assertThat(admission.enter(address)).isEqualTo(Entry.ADMITTED);
        assertThat(admission.enter(address)).isEqualTo(Entry.ADDRESS_LIMIT);
        admission.left(address, true);
        assertThat(admission.enter(address)).isEqualTo(Entry.ADDRESS_LIMIT);
        admission.left(address, false);
        assertThat(admission.enter(address)).isEqualTo(Entry.ADMITTED);
    }

    @Test
    void allTogetherAreLimited() {
        for (int i = 1; i <= 4; i++) {
            assertThat(admission.enter(address("192.0.2." + i))).isEqualTo(Entry.ADMITTED);
        }
        assertThat(admission.enter(address("192.0.2.5"))).isEqualTo(Entry.CONNECTION_LIMIT);
        admission.left(address("192.0.2.1"), false);
        assertThat(admission.enter(address("192.0.2.5"))).isEqualTo(Entry.ADMITTED);
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        assertThat(admission.enter(address("2001:db8::1"))).isEqualTo(Entry.ADMITTED);
        assertThat(admission.enter(address("2001:db8::2"))).isEqualTo(Entry.ADMITTED);
        assertThat(admission.enter(address("2001:db8::3"))).isEqualTo(Entry.ADDRESS_LIMIT);
        assertThat(admission.enter(address("2001:db8:0:1::1"))).isEqualTo(Entry.ADMITTED);
    }

    @Test
    void refusalsTakeLongerEachTimeUntilTheyAreForgotten() {
        var address = address("192.0.2.1");
        for (int seconds : new int[] {1, 2, 4, 8, 8, 8}) {
            assertThat(admission.refuse(address)).hasSeconds(seconds);
        }
        assertThat(admission.refuse(address("192.0.2.2"))).hasSeconds(1);
        now.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(admission.refuse(address)).hasSeconds(8);
        now.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(admission.refuse(address)).hasSeconds(1);
    }

    @Test
    void manyRefusedAddressesForgetTheOldest() {
        admission.refuse(address("192.0.2.1"));
        for (int i = 0; i < 10_000; i++) {
            admission.refuse(address("10.0." + i / 250 + "." + i % 250));
        }
        assertThat(admission.refuse(address("192.0.2.1"))).hasSeconds(1);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
