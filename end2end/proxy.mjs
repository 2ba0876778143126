// Something between a phone and its server: a network that is away, drops answers, breaks off, or answers by itself.
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';

/**
 * Sees what is asked, `proxy.ask = (url, body) => …`, spoils answers, `proxy.spoil = (url, status, bytes) => [status, bytes]`,
 * keeps them for itself, `proxy.hold = (url) => true`, is gone, `proxy.down = true`, or does a fault to a request,
 * `proxy.fault = (url, body) => …`.
 * @param {{url: string, port: number}} target where requests go; it may die and come back on its port
 * @returns {Promise<Proxy>}
 *
 * @typedef {object} Proxy
 * @property {string} url
 * @property {?Function} ask
 * @property {?Function} spoil
 * @property {?Function} hold
 * @property {?(url: string, body: Buffer) => Fault | undefined} fault
 * @property {boolean} down
 * @property {{url: string, body: string, reply: string}[]} asked every request with a body; `reply` is what the browser
 *   was given of the server's answer
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Fault
 * @property {number} [status] answered here, as something on the way would; the server hears nothing
 * @property {string | Buffer} [says] with these words
 * @property {string} [type] which are JSON, or of this kind
 * @property {boolean} [lose] the server gets all of it, the browser no answer
 * @property {number} [after] so many bytes of the body arrive, then `then` is awaited and the connection breaks
 * @property {() => Promise<void>} [then]
 */
export async function startProxy(target) {
  const proxy = { ask: null, spoil: null, down: false, hold: null, fault: null, asked: [] };
  const relay = createServer((request, response) => {
    carry(proxy, target, request, response).catch(() => response.destroy());
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  proxy.url = `http://127.0.0.1:${relay.address().port}`;
  proxy.close = async () => {
    relay.closeAllConnections();
    relay.close();
  };
  return proxy;
}

async function carry(proxy, target, request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { url, method } = request;
  const body = Buffer.concat(parts);
  if (proxy.down) return void response.destroy();
  proxy.ask?.(url, body);
  const seen = { url, body: body.toString(), reply: '' };
  if (body.length > 0) proxy.asked.push(seen);
  const fault = proxy.fault?.(url, body) ?? {};
  if (fault.status) {
    return void response.writeHead(fault.status, { 'content-type': fault.type ?? 'application/json' }).end(fault.says ?? '{}');
  }
  if (fault.after !== undefined) {
    await breakOff(target, request, body, fault);
    return void response.destroy();
  }
  const { host, connection, ...headers } = request.headers;
  const asked = { method, headers, redirect: 'manual' };
  if (body.length > 0) asked.body = body;
  const reply = await fetch(`${target.url}${url}`, asked);
  const bytes = Buffer.from(await reply.arrayBuffer());
  if (proxy.hold?.(url)) return;
  if (fault.lose) return void response.destroy();
  const [status, given] = proxy.spoil?.(url, reply.status, bytes) ?? [reply.status, bytes];
  for (const [name, value] of reply.headers) {
    if (!/^(content-encoding|content-length|transfer-encoding|connection|keep-alive)$/.test(name)) response.setHeader(name, value);
  }
  seen.reply = given.toString();
  response.writeHead(status).end(given);
}

/** Sends the beginning of a body, waits for what happens then, and hangs up. */
async function breakOff(target, { method, url, headers }, body, { after, then }) {
  const onward = ask({ host: '127.0.0.1', port: target.port, method, path: url, headers, agent: false });
  onward.on('error', () => {}); // what happens then may end the server
  onward.flushHeaders();
  await new Promise((written) => onward.write(body.subarray(0, after), written));
  await then?.();
  onward.destroy();
}
