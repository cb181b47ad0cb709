package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;

/**
 * AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1) as far as a track needs it.
 *
 * @param sampleRate of the core in Hz; SBR, which doubles it, is the decoder's affair
 * @param samplesPerFrame of the core
 */
record AudioSpecificConfig(int objectType, int sampleRate, int channels, int samplesPerFrame) {

    private static final int[] SAMPLE_RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
        8_000, 7_350
    };
    private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8};
    private static final int SBR = 5;
    private static final int PS = 29;
    private static final int MAX_SAMPLE_RATE = 192_000;

    static AudioSpecificConfig parse(ByteBuffer bytes) {
        var in = BitReader.of(bytes);
        int objectType = objectType(in);
        int sampleRate = sampleRate(in);
        int channelConfiguration = in.u(4);
        if (objectType == SBR || objectType == PS) {
            sampleRate(in);
            objectType = objectType(in);
        }
        if (channelConfiguration == 0 || channelConfiguration >= CHANNELS.length) {
            throw new MalformedConfiguration(
                    "AAC channel configuration " + channelConfiguration + " is not in 1..7");
        }
        // frameLengthFlag, the first bit of GASpecificConfig
        boolean shortFrames = in.left() > 0 && in.flag();
        return new AudioSpecificConfig(
                objectType, sampleRate, CHANNELS[channelConfiguration], shortFrames ? 960 : 1024);
    }

    private static int objectType(BitReader in) {
        int type = in.u(5);
        return type == 31 ? 32 + in.u(6) : type;
    }

    private static int sampleRate(BitReader in) {
        int index = in.u(4);
        int rate = index == 15 ? in.u(24) : index < SAMPLE_RATES.length ? SAMPLE_RATES[index] : 0;
        if (rate < 1 || rate > MAX_SAMPLE_RATE) {
            throw new MalformedConfiguration(
                    "AAC sample rate " + rate + " is not in 1.." + MAX_SAMPLE_RATE);
        }
        return rate;
    }
}
