/**
 * What servers that speak TLS share: {@link tv.headwater.tls.TlsPort} says where and with which files, {@link
 * tv.headwater.tls.Certificates} reads these.
 */
@NullMarked
package tv.headwater.tls;

import org.jspecify.annotations.NullMarked;
