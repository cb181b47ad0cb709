/** How many watched each stream when: samples in the database, and what they say of a time. */
@NullMarked
package tv.headwater.metadata.viewers;

import org.jspecify.annotations.NullMarked;
