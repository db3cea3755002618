import type { LogDevice } from "../../player/agent/ports/log-device.ts";
import type { DiskWork } from "./memory-log-device.ts";

/** The same device, counting what it is asked to do. */
export function countingDevice(device: LogDevice): { device: LogDevice; work: DiskWork } {
  const work: DiskWork = { syncs: 0, writtenBytes: 0, allocatedBytes: 0, readBytes: 0 };
  return {
    work,
    device: {
      list: () => device.list(),
      sizeBytes: (slot) => device.sizeBytes(slot),
      read: async (slot, position, length) => {
        const bytes = await device.read(slot, position, length);
        work.readBytes += bytes.length;
        return bytes;
      },
      write: (slot, position, bytes) => {
        work.writtenBytes += bytes.length;
        return device.write(slot, position, bytes);
      },
      sync: (slot) => {
        work.syncs += 1;
        return device.sync(slot);
      },
      allocate: (slot, sizeBytes) => {
        work.allocatedBytes += sizeBytes;
        return device.allocate(slot, sizeBytes);
      },
      release: (slot) => device.release(slot),
    },
  };
}
