/** The room's socket, in the name of who is signed in. */

import { Connection } from '../room/connection';
import type { ServerFrame } from '../room/frames';
import { browserPorts } from '../room/ports';
import { rest } from './rest';

export interface RoomListener {
  onFrame(frame: ServerFrame): void;
  onLost(): void;
}

export class RoomSocket {
  private readonly connection: Connection;
  private newest: string | null = null;

  constructor(id: string, listener: RoomListener) {
    const ticket = async (): Promise<string> => (await rest<{ ticket: string }>('POST', `live-streams/${id}/chat-tickets`)).ticket;
    this.connection = new Connection(browserPorts(id, ticket), {
      onPhase: (phase) => {
        if (phase !== 'connecting' && phase !== 'joined') {
          listener.onLost();
        }
      },
      onFrame: (frame) => {
        this.learn(frame);
        listener.onFrame(frame);
      },
      // What is said is forgotten once it is sent, so nothing would close the next socket too.
      onFault: () => undefined,
      after: () => this.newest,
    });
    this.connection.start();
  }

  /** @returns whether there is somebody to send it to */
  say(clientId: string, text: string): boolean {
    return this.connection.send({ type: 'message', clientId, text, mode: 'scroll', color: '#ffffff' });
  }

  close(): void {
    this.connection.close();
  }

  private learn(frame: ServerFrame): void {
    if (frame.type === 'joined') {
      this.newest = frame.history.at(-1)?.id ?? this.newest;
    } else if (frame.type === 'message') {
      this.newest = frame.message.id;
    }
  }
}
