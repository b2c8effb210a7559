import { readFile, rename, writeFile } from "node:fs/promises";

/** Keeps a stand-in's state over a restart, as one JSON file. */
export interface StateFile {
  /** @returns what was written last, or undefined when there is no file. @throws SyntaxError - when the file is damaged */
  load(): Promise<unknown>;
  /** Tells that something changed; it is written a moment later. */
  changed: () => void;
  /** Writes what is not written yet; call it before the end. */
  flush(): Promise<void>;
}

const DEBOUNCE_MS = 300;

/**
 * @param path - undefined keeps nothing
 * @param snapshot - the whole state as plain JSON values
 */
export function createStateFile(path: string | undefined, snapshot: () => unknown): StateFile {
  if (path === undefined) {
    return { load: async () => undefined, changed: () => undefined, flush: async () => undefined };
  }
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let lastTookMs = 0;

  const write = async (): Promise<void> => {
    const startedAt = performance.now();
    await writeFile(`${path}.new`, JSON.stringify(snapshot()));
    await rename(`${path}.new`, path);
    lastTookMs = performance.now() - startedAt;
  };
  const writeNow = (): Promise<void> => {
    timer = undefined;
    writing = writing.then(write, write);
    return writing;
  };

  return {
    load: async () => {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    changed: () => {
      // A large state takes long to write: at most a tenth of the time is spent on it.
      const waitMs = Math.max(DEBOUNCE_MS, lastTookMs * 10);
      timer ??= setTimeout(() => void writeNow().catch(() => undefined), waitMs).unref();
    },
    flush: async () => {
      if (timer !== undefined) {
        clearTimeout(timer);
        void writeNow();
      }
      await writing;
    },
  };
}
