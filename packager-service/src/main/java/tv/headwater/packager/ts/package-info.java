/** MPEG-TS segments for players that know nothing else, made from the fragments of CMAF when they are asked for. Pure. */
@NullMarked
package tv.headwater.packager.ts;

import org.jspecify.annotations.NullMarked;
