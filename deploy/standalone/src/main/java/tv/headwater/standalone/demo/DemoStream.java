package tv.headwater.standalone.demo;

import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;

/** The stream of the test picture. */
record DemoStream(StreamId id, StreamKey key) {}
