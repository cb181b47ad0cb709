package tv.headwater.chat.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.StreamId;

/**
 * Ids of guests: the same for an address, of IPv6 the /64, and a stream at every instance and after every restart, so that a ban
 * holds, and nothing that leads back to the address without a key, which PostgreSQL has.
 */
@Component
class GuestIds {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 10;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final JdbcClient jdbc;
    private volatile @Nullable SecretKeySpec key;

    GuestIds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    String of(StreamId streamId, InetAddress address) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key());
            mac.update(streamId.value().getBytes(StandardCharsets.US_ASCII));
            var hash = mac.doFinal(network(address));
            return ChatUser.guestId(HexFormat.of().formatHex(hash, 0, ID_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] network(InetAddress address) {
        var bytes = address.getAddress();
        return address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes;
    }

    private SecretKeySpec key() {
        var known = key;
        if (known == null) {
            known = new SecretKeySpec(load(), ALGORITHM);
            key = known;
        }
        return known;
    }

    /** The first instance that ever asks makes it. */
    private byte[] load() {
        var fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        jdbc.sql("insert into guest_key (key) values (:key) on conflict do nothing")
                .param("key", fresh)
                .update();
        return jdbc.sql("select key from guest_key").query(byte[].class).single();
    }
}
