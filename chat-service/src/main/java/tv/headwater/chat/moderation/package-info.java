/** How order is kept: bans, moderators, settings, and what was done in their name. Rules are in the log first, so it works without the database. */
@NullMarked
package tv.headwater.chat.moderation;

import org.jspecify.annotations.NullMarked;
