/** What chat instances tell each other: what was said in a stream's room, the rules that hold there, and who may come in. */
@NullMarked
package tv.headwater.contract.chat;

import org.jspecify.annotations.NullMarked;
