/** Content keys and what is encrypted with them: samples in fragments (cbcs), and whole segments of MPEG-TS (AES-128). Pure. */
@NullMarked
package tv.headwater.packager.crypt;

import org.jspecify.annotations.NullMarked;
