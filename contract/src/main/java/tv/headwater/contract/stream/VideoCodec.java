package tv.headwater.contract.stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import tv.headwater.contract.media.FourCc;

/** What a rung of a ladder is encoded with. */
public enum VideoCodec {
    /** H.264, ISO/IEC 14496-10: every player has it. */
    @JsonProperty("h264")
    H264("h264", "avc1"),
    /** H.265, ISO/IEC 23008-2. */
    @JsonProperty("hevc")
    HEVC("hevc", "hvc1"),
    @JsonProperty("av1")
    AV1("av1", "av01");

    private final String json;
    private final String fourCc;

    VideoCodec(String json, String fourCc) {
        this.json = json;
        this.fourCc = fourCc;
    }

    /** As it stands in JSON. */
    public String json() {
        return json;
    }

    /** Of the tracks it makes. */
    public FourCc fourCc() {
        return FourCc.of(fourCc);
    }

    /**
     * @throws IllegalArgumentException if {@code json} is none of {@code h264}, {@code hevc} and {@code av1}
     */
    public static VideoCodec of(Object json) {
        for (var codec : values()) {
            if (codec.json.equals(json)) {
                return codec;
            }
        }
        throw new IllegalArgumentException("ladder rung codec is not h264, hevc or av1");
    }
}
