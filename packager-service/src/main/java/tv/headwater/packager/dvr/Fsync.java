package tv.headwater.packager.dvr;

/** When what was written is made to survive a power failure. A crash of the process alone loses nothing under any. */
public enum Fsync {
    /** When the system thinks fit. */
    NEVER,

    /** When a volume ends and at close. The log has what a power failure takes from the newest volumes, for as long as it reaches. */
    ROLL,

    /** After each segment. */
    SEGMENT
}
