// Passes connections on from one place to another, each a port (`10.0.0.1:80`) or the path of a socket. A path is reached
// from every network namespace: two of these carry a connection out of one and into another.
import { connect, createServer } from "node:net";

const [from, to] = process.argv.slice(2).map((place) => {
  if (place.startsWith("/")) return { path: place };
  const [host, port] = place.split(":");
  return { host, port: Number(port) };
});

createServer((near) => {
  const far = connect(to);
  for (const [one, other] of [
    [near, far],
    [far, near],
  ]) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
    one.pipe(other);
  }
}).listen(from, () => process.stdout.write("listening\n"));
