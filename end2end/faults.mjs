// A phone or a server whose clock is wrong or whose disk is full: `crates/chaos/preload/faults.c` between a program and its
// system.
import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';

const SOURCE = path.resolve(import.meta.dirname, '../crates/chaos/preload/faults.c');

/**
 * Builds the library, with the C compiler that the project needs anyway, and gives it its orders.
 * @param {string} folder where library and orders go; whoever made it removes it, after `close`
 * @param {string} disk the folder whose disk may be full
 * @returns {Promise<{env: object, daysOff: (days: number) => Promise<void>, room: (bytes?: number) => Promise<void>, refused: () => Promise<number>, close: () => Promise<void>}>}
 *   `env` for the process; `room()` without a number: there is enough; `refused`: writes that found none
 */
export async function makeFaults(folder, disk) {
  const [library, orders] = ['faults.so', 'orders'].map((name) => path.join(folder, name));
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE, '-lpthread']);
  const file = await open(orders, 'w+');
  const give = async (order, value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    await file.write(bytes, 0, 8, order * 8);
  };
  const faults = {
    env: { LD_PRELOAD: library, MINXIN_FAULTS_FOLDER: disk, MINXIN_FAULTS_ORDERS: orders },
    daysOff: (days) => give(0, days * 86_400),
    room: (bytes = -1) => give(1, bytes),
    refused: async () => {
      const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 16);
      return Number(buffer.readBigInt64LE());
    },
    close: () => file.close(),
  };
  await faults.daysOff(0);
  await faults.room();
  await give(2, 0);
  return faults;
}
