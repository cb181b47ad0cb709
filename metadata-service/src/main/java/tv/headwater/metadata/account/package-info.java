/** Who may do what: users, roles, access and refresh tokens, API keys. */
@NullMarked
package tv.headwater.metadata.account;

import org.jspecify.annotations.NullMarked;
