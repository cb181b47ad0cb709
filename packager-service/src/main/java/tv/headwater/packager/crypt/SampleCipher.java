package tv.headwater.packager.crypt;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.cmaf.NalUnits;
import tv.headwater.packager.cmaf.Sample;
import tv.headwater.packager.cmaf.Subsample;

/**
 * METHOD=SAMPLE-AES of fragments: the scheme {@code cbcs} (ISO/IEC 23001-7 10.4) with a constant IV. Of each slice of video one
 * block in ten is encrypted, of each frame of audio every whole block. It remembers in-band parameter sets: a segment has one of
 * its own, which all its samples of the track pass in order, so that the bytes depend on the segment alone.
 */
public final class SampleCipher {

    /** Blocks in the clear after each encrypted one of video. */
    static final int SKIPPED = 9;

    private static final int BLOCK = 16;

    private final ContentKey key;
    private final int skipped;
    private final @Nullable SliceHeaders headers;
    private final Cipher cipher;

    private SampleCipher(ContentKey key, int skipped, @Nullable SliceHeaders headers) {
        this.key = key;
        this.skipped = skipped;
        this.headers = headers;
        try {
            this.cipher = Cipher.getInstance("AES/CBC/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/CBC/NoPadding", e);
        }
    }

    /** Why a track cannot be encrypted; empty where it can. */
    public static Optional<String> refusal(Track track) {
        boolean refused = track instanceof Track.Video && !isAvc(track) && !isHevc(track);
        return refused
                ? Optional.of("codec " + track.codec() + " cannot be encrypted: avc1 and hvc1 can")
                : Optional.empty();
    }

    /**
     * @throws IllegalArgumentException if the track cannot be encrypted ({@link #refusal}) or its configuration not be read
     */
    public static SampleCipher of(Track track, ContentKey key) {
        refusal(track)
                .ifPresent(why -> {
                    throw new IllegalArgumentException(why);
                });
        return switch (track) {
            case Track.Audio _ -> new SampleCipher(key, 0, null);
            case Track.Video video ->
                    new SampleCipher(
                            key,
                            SKIPPED,
                            isAvc(video)
                                    ? new AvcSliceHeaders(video.decoderConfiguration())
                                    : new HevcSliceHeaders(video.decoderConfiguration()));
        };
    }

    private static boolean isAvc(Track track) {
        return track.codec().equals(FourCc.AVC1);
    }

    private static boolean isHevc(Track track) {
        return track.codec().equals(FourCc.HVC1);
    }

    /**
     * @throws IllegalArgumentException if a sample of video does not consist of NAL units, or has more in the clear than subsamples
     *     can tell (2.7 MB)
     */
    public Sample encrypt(Sample sample) {
        if (headers == null) {
            var whole = List.of(new Subsample(0, sample.payload().remaining()));
            return sample.carrying(apply(Cipher.ENCRYPT_MODE, sample.payload(), whole), List.of());
        }
        var subsamples = subsamples(sample.payload(), headers);
        return sample.carrying(
                apply(Cipher.ENCRYPT_MODE, sample.payload(), subsamples), subsamples);
    }

    /** Undoes {@link #encrypt} with the same key. */
    public Sample decrypt(Sample sample) {
        var subsamples =
                headers == null
                        ? List.of(new Subsample(0, sample.payload().remaining()))
                        : sample.subsamples();
        return sample.carrying(apply(Cipher.DECRYPT_MODE, sample.payload(), subsamples), List.of());
    }

    private static List<Subsample> subsamples(ByteBuffer payload, SliceHeaders headers) {
        var all = subsamples(payload, headers, Integer.MAX_VALUE);
        return all.size() <= Subsample.MAX_COUNT
                ? all
                : subsamples(payload, headers, Subsample.MAX_COUNT);
    }

    /** Slices that could not be told with so many subsamples stay in the clear. */
    private static List<Subsample> subsamples(
            ByteBuffer payload, SliceHeaders headers, int maxCount) {
        List<Subsample> subsamples = new ArrayList<>();
        int clear = 0;
        int left = payload.remaining();
        for (var nalUnit : NalUnits.of(payload)) {
            left -= NalUnits.LENGTH + nalUnit.limit();
            int open = nalUnit.hasRemaining() ? headers.clear(nalUnit) : 0;
            clear += NalUnits.LENGTH + open;
            int secret = nalUnit.limit() - open;
            boolean fits = subsamples.size() + entries(clear) + (long) entries(left) <= maxCount;
            if (secret > 0 && fits) {
                clear = clear(subsamples, clear);
                subsamples.add(new Subsample(clear, secret));
                clear = 0;
            } else {
                clear += secret;
            }
        }
        clear = clear(subsamples, clear);
        if (clear > 0 || subsamples.isEmpty()) {
            subsamples.add(new Subsample(clear, 0));
        }
        if (subsamples.size() > maxCount) {
            throw new IllegalArgumentException(
                    subsamples.size() + " subsamples exceed " + maxCount);
        }
        return subsamples;
    }

    private static int entries(int clear) {
        return Math.ceilDiv(clear, Subsample.MAX_CLEAR);
    }

    /** Adds what one subsample cannot tell, and returns the rest. */
    private static int clear(List<Subsample> subsamples, int clear) {
        int left = clear;
        while (left > Subsample.MAX_CLEAR) {
            subsamples.add(new Subsample(Subsample.MAX_CLEAR, 0));
            left -= Subsample.MAX_CLEAR;
        }
        return left;
    }

    private ByteBuffer apply(int mode, ByteBuffer payload, List<Subsample> subsamples) {
        var bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        int at = 0;
        for (var subsample : subsamples) {
            at += subsample.clear();
            apply(mode, bytes, at, subsample.encrypted());
            at += subsample.encrypted();
        }
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** The pattern's blocks form one CBC chain; what is left behind the last whole block stays in the clear. */
    private void apply(int mode, byte[] bytes, int from, int length) {
        int step = BLOCK * (1 + skipped);
        int count = length < BLOCK ? 0 : 1 + (length - BLOCK) / step;
        if (count == 0) {
            return;
        }
        var blocks = new byte[count * BLOCK];
        for (int i = 0; i < count; i++) {
            System.arraycopy(bytes, from + i * step, blocks, i * BLOCK, BLOCK);
        }
        try {
            cipher.init(mode, key.secretKey(), new IvParameterSpec(key.iv()));
            cipher.doFinal(blocks, 0, blocks.length, blocks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("whole blocks need no padding", e);
        }
        for (int i = 0; i < count; i++) {
            System.arraycopy(blocks, i * BLOCK, bytes, from + i * step, BLOCK);
        }
    }
}
