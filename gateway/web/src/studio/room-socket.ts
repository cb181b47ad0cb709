/** The room's socket, in the name of who is signed in. */

import { Connection, type Ports } from '../room/connection';
import type { ServerFrame } from '../room/frames';
import { browserPorts } from '../room/ports';
import { Speaker, type SpeakerEvents } from '../room/speaker';
import { rest } from './rest';

export interface RoomListener extends Pick<SpeakerEvents, 'onRefused'> {
  /** All but refusals. */
  onFrame(frame: ServerFrame): void;
  onLost(): void;
}

/** @throws Problem as REST answers */
async function ticket(id: string): Promise<string> {
  return (await rest<{ ticket: string }>('POST', `live-streams/${id}/chat-tickets`)).ticket;
}

export class RoomSocket {
  private readonly connection: Connection;
  private readonly speaker: Speaker;
  private newest: string | null = null;
  private me: string | null = null;

  constructor(
    id: string,
    private readonly listener: RoomListener,
    ports: Ports = browserPorts(id, () => ticket(id)),
  ) {
    this.connection = new Connection(ports, {
      onPhase: (phase) => {
        if (phase !== 'connecting' && phase !== 'joined') {
          listener.onLost();
        }
      },
      onFrame: (frame) => this.on(frame),
      onFault: () => this.speaker.stop(),
      after: () => this.newest,
    });
    this.speaker = new Speaker((message) => this.connection.send(message), () => ports.now(), {
      onPending: () => undefined,
      onSettled: () => undefined,
      onRefused: (refusal, message) => listener.onRefused(refusal, message),
    });
    this.connection.start();
  }

  /** @returns whether there is somebody to send it to, and not too much that waits for an answer */
  say(clientId: string, text: string): boolean {
    return this.connection.phase === 'joined' && this.speaker.say({ type: 'message', clientId, text, mode: 'scroll', color: '#ffffff' });
  }

  close(): void {
    this.connection.close();
  }

  private on(frame: ServerFrame): void {
    if (frame.type === 'error') {
      this.speaker.refused(frame.refusal);
      return;
    }
    if (frame.type === 'joined') {
      this.newest = frame.history.at(-1)?.id ?? this.newest;
      this.me = frame.user.id;
      this.speaker.heard(frame.history, this.me);
      this.speaker.again();
    } else if (frame.type === 'message') {
      this.newest = frame.message.id;
      this.speaker.heard([frame.message], this.me);
    } else if (frame.type === 'sent') {
      this.speaker.settle(frame.clientId);
    }
    this.listener.onFrame(frame);
  }
}
