import type { Socket } from "node:net";
import { DialError } from "./dial-error.ts";

const MAX_ANSWER_BYTES = 16_384;

/** The header with which a proxy is told who asks; none when its address names nobody. */
export function proxyAuthorization(proxy: URL): Record<string, string> {
  if (proxy.username === "") return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** Asks the proxy at the other end of `raw` for a tunnel (RFC 9110 §9.3.6). Rejects with DialError when it says no. */
export async function openTunnel(raw: Socket, proxy: URL, host: string, port: number): Promise<void> {
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const headers = Object.entries({ host: target, ...proxyAuthorization(proxy) });
  raw.write(`CONNECT ${target} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  const head = await readHead(raw);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  if (status < 200 || status > 299) throw new DialError("proxy-refused", `the proxy answered ${status}`);
}

/** Reads up to the empty line; what follows it is the server's and goes back into the socket. */
function readHead(raw: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0);
    const settle = (finish: () => void) => {
      raw.off("readable", onReadable).off("close", onClose).off("error", onError);
      finish();
    };
    const onClose = () => settle(() => reject(new DialError("proxy-refused", "the proxy closed the connection")));
    const onError = (error: Error) => settle(() => reject(error));
    // Not `data`: a socket that was set flowing and stopped again does not begin to flow for whoever takes it over.
    const onReadable = () => {
      for (let chunk = raw.read(); Buffer.isBuffer(chunk); chunk = raw.read()) read = Buffer.concat([read, chunk]);
      const end = read.indexOf("\r\n\r\n");
      if (end < 0 && read.length <= MAX_ANSWER_BYTES) return;
      if (end < 0) return settle(() => reject(new DialError("proxy-refused", "the proxy's answer has no end")));
      settle(() => {
        if (read.length > end + 4) raw.unshift(read.subarray(end + 4));
        resolve(read.toString("latin1", 0, end));
      });
    };
    raw.on("readable", onReadable).once("close", onClose).once("error", onError);
  });
}
