// Loaded into the runner before its own code: stops it at one line of its journal, until it is told to go on.
import { existsSync, fdatasyncSync, writeFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';

const { CHAOS_FOLDER: folder, CHAOS_LINE: wanted, CHAOS_SIDE: side } = process.env;
const handle = await open(import.meta.filename);
const files = Object.getPrototypeOf(handle);
await handle.close();

let lines = 0;
const { appendFile } = files;
files.appendFile = async function (text, ...rest) {
  lines += 1;
  if (lines !== Number(wanted)) return appendFile.call(this, text, ...rest);
  if (side === 'torn') writeSync(this.fd, text.slice(0, text.length / 2));
  if (side === 'after') writeSync(this.fd, text);
  fdatasyncSync(this.fd);
  standStill();
  const remaining = { before: text, torn: text.slice(text.length / 2), after: '' }[side];
  return appendFile.call(this, remaining, ...rest);
};

/** Nothing of the runner moves meanwhile, as if the disk didn't answer; who is nobody's any more ends. */
function standStill() {
  const parent = process.ppid;
  const still = new Int32Array(new SharedArrayBuffer(4));
  writeFileSync(`${folder}/reached`, '');
  while (!existsSync(`${folder}/go-on`)) {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
    Atomics.wait(still, 0, 0, 20);
  }
}
