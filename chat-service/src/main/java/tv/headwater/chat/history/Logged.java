package tv.headwater.chat.history;

import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.id.MessageId;

/** An event with its place in the log. */
record Logged(MessageId id, ChatEvent event) {}
