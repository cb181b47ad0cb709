/** What happened to a stream: who published, and when what changed. */

import { byId } from '../dom';
import { texts } from '../language';
import { bytes, dateTime, duration } from './format';
import { liveTexts } from './live-texts';
import type { PublishSession, StreamEvent } from './model';
import { type Page, rest, withQuery } from './rest';
import { replaceIfChanged, table } from './table';

const SESSIONS_SHOWN = 20;
const EVENTS_SHOWN = 50;
/** The API tells events oldest first: so many pages are read on to the newest, and the rest the next time. */
const PAGES_AT_ONCE = 5;

export class History {
  private events: readonly StreamEvent[] = [];
  private seen = 0;

  constructor(private readonly id: string) {}

  /** @throws Problem if the API does not answer */
  async refresh(): Promise<void> {
    const [sessions] = await Promise.all([
      rest<Page<PublishSession>>('GET', withQuery(`live-streams/${this.id}/sessions`, { limit: SESSIONS_SHOWN })),
      this.readOn(),
    ]);
    showSessions(sessions.items);
    showEvents(this.events);
  }

  private async readOn(): Promise<void> {
    for (let page = 0; page < PAGES_AT_ONCE; page++) {
      const answer = await rest<Page<StreamEvent>>('GET', withQuery(`live-streams/${this.id}/events`, { after: this.seen, limit: 200 }));
      this.events = [...answer.items].reverse().concat(this.events).slice(0, EVENTS_SHOWN);
      this.seen = answer.items.at(-1)?.seq ?? this.seen;
      if (!answer.nextCursor) {
        break;
      }
    }
  }
}

function showSessions(sessions: readonly PublishSession[]): void {
  const words = texts(liveTexts);
  const rows = sessions.map((session) => [
    String(session.epoch),
    session.node,
    session.remoteAddress,
    dateTime(session.startedAt),
    session.endedAt ? dateTime(session.endedAt) : words.running,
    session.endedAt ? duration((Date.parse(session.endedAt) - Date.parse(session.startedAt)) / 1_000) : '',
    session.reason ? (words.reasons[session.reason] ?? session.reason) : '',
    session.endedAt ? bytes(session.bytes) : '',
  ]);
  replaceIfChanged(byId('sessions'), rows, () =>
    table(
      words.sessions,
      [words.epoch, words.node, words.remoteAddress, words.began, words.ended, words.lasted, words.reason, words.amount],
      rows,
      words.noSessions,
    ),
  );
}

function showEvents(events: readonly StreamEvent[]): void {
  const words = texts(liveTexts);
  const rows = events.map((event) => [dateTime(event.at), eventName(event), eventDetail(event)]);
  replaceIfChanged(byId('events'), rows, () => table(words.events, [words.when, words.what, words.eventDetail], rows, words.noEvents));
}

/** What an event says in the reader's language. */
export function eventName(event: StreamEvent): string {
  const words = texts(liveTexts);
  if (event.type === 'live_stream.warning') {
    const code = String(event.detail['code']);
    const what = words.issueAdvice[code] ?? String(event.detail['message'] ?? code);
    return event.detail['state'] === 'ended' ? words.warningEnded(what) : words.warningBegan(what);
  }
  return words.eventTypes[event.type] ?? event.type;
}

function eventDetail(event: StreamEvent): string {
  const { reason, node, message } = event.detail;
  if (typeof reason === 'string') {
    return texts(liveTexts).reasons[reason] ?? reason;
  }
  return typeof message === 'string' ? message : typeof node === 'string' ? node : '';
}
