// One chat room on ws: what a member says is checked, stamped, and sent to everybody. It prints its port and ends with its input.
import { WebSocketServer } from 'ws';

const MAX_MESSAGE = 4096;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/room', maxPayload: MAX_MESSAGE });
let id = 0;
let members = 0;

server.on('connection', (socket) => {
  const user = { id: `guest-${members}`, name: `member ${members++}`, role: 'viewer' };
  socket.on('message', (frame) => {
    const { type, clientId, text } = JSON.parse(frame);
    if (type !== 'message' || typeof clientId !== 'string' || typeof text !== 'string') {
      socket.close(1008);
      return;
    }
    const at = new Date().toISOString();
    const message = { type, id: String(id++), clientId, user, text, mode: 'scroll', color: '#ffffff', at };
    // Made into bytes once, as its documentation has it for broadcasts.
    const bytes = Buffer.from(JSON.stringify(message));
    for (const member of server.clients) {
      member.send(bytes, { binary: false });
    }
  });
});
server.on('listening', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
