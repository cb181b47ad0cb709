/** The media log's records and their one binary codec. Pure: nothing here knows Kafka. */
@NullMarked
package tv.headwater.contract.media;

import org.jspecify.annotations.NullMarked;
