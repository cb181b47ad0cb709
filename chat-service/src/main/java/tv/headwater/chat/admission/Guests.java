package tv.headwater.chat.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.StreamId;

/**
 * Who guests are. A guest is known by a token that it keeps: the same at every instance and after every restart, made and read with a
 * key that PostgreSQL has and every instance remembers. In it, sealed, stand what tells the guest apart and the address it had when it
 * first came, of IPv6 the /64; in its ids, another for each stream, what stands for both and leads back to neither.
 */
@Component
class Guests {

    private static final HexFormat HEX = HexFormat.of();
    private static final String MAC = "HmacSHA256";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final byte[] PURPOSE = "guest-token".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 10;
    private static final int PERSON_BYTES = 16;
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** Of a token, characters: more than one has. */
    private static final int MAX_LENGTH = 128;

    private final JdbcClient jdbc;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable Keys keys;

    /**
     * @param ids makes ids
     * @param tokens seals tokens
     */
    private record Keys(SecretKeySpec ids, SecretKeySpec tokens) {}

    /**
     * In hex.
     *
     * @param address it had when it first came, as {@link #networkOf} has it
     */
    record Guest(String person, String address) {}

    Guests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Somebody who was not here before. */
    Guest of(InetAddress address) {
        return new Guest(HEX.formatHex(random(PERSON_BYTES)), networkOf(address));
    }

    /** Who shows a token; empty if it is none that was made here. */
    Optional<Guest> read(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length <= NONCE_BYTES) {
                return Optional.empty();
            }
            var nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            var plain =
                    cipher(Cipher.DECRYPT_MODE, nonce)
                            .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return Optional.of(
                    new Guest(
                            HEX.formatHex(plain, 0, PERSON_BYTES),
                            HEX.formatHex(plain, PERSON_BYTES, plain.length)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What the guest is to show the next time. */
    String token(Guest guest) {
        try {
            var nonce = random(NONCE_BYTES);
            var cipher = cipher(Cipher.ENCRYPT_MODE, nonce);
            var sealed = cipher.doFinal(HEX.parseHex(guest.person() + guest.address()));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(joined(nonce, sealed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + CIPHER, e);
        }
    }

    /** What stands in a stream for the address that the guest had when it first came. */
    String address(StreamId streamId, Guest guest) {
        return ChatUser.guestId(hash(streamId, guest.address()));
    }

    /** What stands in a stream for an address. */
    String address(StreamId streamId, InetAddress address) {
        return ChatUser.guestId(hash(streamId, networkOf(address)));
    }

    /** @param address as one of the others has it */
    String id(StreamId streamId, Guest guest, String address) {
        return address + "-" + hash(streamId, guest.person());
    }

    private String hash(StreamId streamId, String what) {
        var stream = streamId.value().getBytes(StandardCharsets.US_ASCII);
        var hash = mac(keys().ids(), joined(stream, HEX.parseHex(what)));
        return HEX.formatHex(hash, 0, ID_BYTES);
    }

    private static byte[] mac(SecretKeySpec key, byte[] what) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(what);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, keys().tokens(), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private byte[] random(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Of IPv6 the /64, of which one household has all addresses; in hex. */
    static String networkOf(InetAddress address) {
        var bytes = address.getAddress();
        int length = address instanceof Inet6Address ? IPV6_NETWORK_BYTES : bytes.length;
        return HEX.formatHex(bytes, 0, length);
    }

    private Keys keys() {
        var known = keys;
        if (known == null) {
            var ids = new SecretKeySpec(load(), MAC);
            known = new Keys(ids, new SecretKeySpec(mac(ids, PURPOSE), "AES"));
            keys = known;
        }
        return known;
    }

    /** The first instance that ever asks makes it. */
    private byte[] load() {
        jdbc.sql("insert into guest_key (key) values (:key) on conflict do nothing")
                .param("key", random(KEY_BYTES))
                .update();
        return jdbc.sql("select key from guest_key").query(byte[].class).single();
    }
}
