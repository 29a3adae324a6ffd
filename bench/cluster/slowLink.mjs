// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A way to a server that takes its time: what is sent arrives later, in both directions, and in order.

import { connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers';

/** Opens a port from which every byte takes `milliseconds` to the server at `url`, and as many back. */
export async function openSlowLink(url, milliseconds) {
  const { hostname, port } = new URL(url);
  const sockets = new Set();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (chunk) => void setTimeout(() => to.write(chunk), milliseconds));
      from.on('end', () => void setTimeout(() => to.end(), milliseconds));
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
