import type { Order } from "../../../schemas/commands.ts";

/** What the parts of the agent can do for an order. */
export interface OrderPorts {
  /** Shows over the picture which screen this is. */
  readonly identify: (seconds: number) => void;
  /** Loads the page again. Rejects without a browser of ours. */
  readonly reload: () => Promise<void>;
  /** A JPEG of what is on the glass. Rejects without a browser of ours. */
  readonly takePicture: () => Promise<Uint8Array>;
  readonly sendPicture: (number: number, picture: Uint8Array) => Promise<void>;
  readonly setVolume: (volumePpm: number) => Promise<void>;
  /** Ends the agent as planned, to be started again. */
  readonly restart: () => void;
  /** Forgets the server and everything that named it, then restarts. */
  readonly forgetServer: () => Promise<void>;
}

/** Does what an order asks. Resolves to a code that says how it went; rejects when it could not be done. */
export async function runOrder(ports: OrderPorts, order: Order, number: number): Promise<string> {
  switch (order.kind) {
    case "identify":
      ports.identify(order.seconds);
      return "shown";
    case "screenshot":
      await ports.sendPicture(number, await ports.takePicture());
      return "sent";
    case "reload":
      await ports.reload();
      return "reloaded";
    case "volume":
      await ports.setVolume(order.volumePpm);
      return "set";
    case "restart":
      ports.restart();
      return "restarting";
    case "unpair":
      await ports.forgetServer();
      return "forgotten";
  }
}
