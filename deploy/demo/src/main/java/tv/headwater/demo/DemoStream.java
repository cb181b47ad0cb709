package tv.headwater.demo;

import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;

/** The stream of the test picture. */
public record DemoStream(StreamId id, StreamKey key) {}
