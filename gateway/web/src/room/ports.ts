import type { Ports, Wire, WireEvents } from './connection';

/** What a connection needs, as a browser has it. */
export function browserPorts(streamId: string, ticket: () => Promise<string>): Ports {
  return {
    ticket,
    open: (events) => openSocket(streamId, events),
    later(ms, work) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    // Goes on while the machine sleeps, which performance.now() does not everywhere.
    now: () => Date.now(),
    random: () => Math.random(),
  };
}

/** The room's socket on the page's own host. */
function openSocket(streamId: string, events: WireEvents): Wire {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${location.host}/chat/${encodeURIComponent(streamId)}`);
  socket.addEventListener('open', () => events.onOpen());
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') {
      events.onText(data);
    }
  });
  socket.addEventListener('close', ({ code }) => events.onClose(code));
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(text);
      }
    },
    close: () => socket.close(),
  };
}
