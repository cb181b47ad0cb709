package tv.headwater.e2e.hls;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.ServerControl;

/** EXT-X-SERVER-CONTROL (RFC 8216bis 4.4.3.8), and what a delta update may skip. */
final class ServerControlRules {

    private static final String SECTION = "4.4.3.8";
    private static final int PART_HOLD_BACK_TARGETS = 3;
    private static final int HOLD_BACK_TARGETS = 3;
    private static final int SKIP_TARGETS = 6;
    private static final double ROUNDING_SECONDS = 0.000_001;

    private final MediaPlaylist playlist;
    private final Findings findings;

    private ServerControlRules(MediaPlaylist playlist, Findings findings) {
        this.playlist = playlist;
        this.findings = findings;
    }

    static void check(MediaPlaylist playlist, Findings findings) {
        new ServerControlRules(playlist, findings).check();
    }

    private void check() {
        var control = playlist.serverControl();
        if (playlist.partTarget().isPresent()) {
            lowLatency(control, playlist.partTarget().getAsDouble());
        }
        if (control != null) {
            atLeast("HOLD-BACK", control, control.holdBack(), HOLD_BACK_TARGETS);
            atLeast("CAN-SKIP-UNTIL", control, control.canSkipUntil(), SKIP_TARGETS);
        }
        if (playlist.isDelta()) {
            delta(control);
        }
    }

    private void lowLatency(@Nullable ServerControl control, double target) {
        if (control == null || control.partHoldBack().isEmpty()) {
            found(0, "there is EXT-X-PART-INF and no PART-HOLD-BACK");
            return;
        }
        double least = PART_HOLD_BACK_TARGETS * target;
        double actual = control.partHoldBack().getAsDouble();
        if (actual < least - ROUNDING_SECONDS) {
            found(
                    control.line(),
                    "PART-HOLD-BACK of " + actual + " s is less than 3 part targets of " + target);
        }
        if (!control.canBlockReload()) {
            found(control.line(), "there is EXT-X-PART-INF and no CAN-BLOCK-RELOAD");
        }
    }

    private void atLeast(String name, ServerControl control, OptionalDouble value, int targets) {
        if (value.isPresent()
                && value.getAsDouble() < (double) targets * playlist.targetDuration()) {
            found(
                    control.line(),
                    name
                            + " of "
                            + value.getAsDouble()
                            + " s is less than "
                            + targets
                            + " target durations of "
                            + playlist.targetDuration());
        }
    }

    private void delta(@Nullable ServerControl control) {
        if (control == null || control.canSkipUntil().isEmpty()) {
            found(0, "segments are skipped and CAN-SKIP-UNTIL is not announced");
        } else if (playlist.duration() < control.canSkipUntil().getAsDouble() - ROUNDING_SECONDS) {
            found(
                    control.line(),
                    "only "
                            + playlist.duration()
                            + " s are left of a playlist that skips until "
                            + control.canSkipUntil().getAsDouble());
        }
    }

    private void found(int line, String sentence) {
        findings.add(Kind.PLAYLIST, line, SECTION, sentence);
    }
}
