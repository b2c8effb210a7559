/** Ctrl+C at a terminal may reach us twice at once: directly, and passed on by npm. */
const SAME_PRESS_MS = 1_000;

/**
 * Listens for Ctrl+C and other requests to end.
 *
 * @param onStop - told once, before the signal is aborted
 * @returns a signal that is aborted at the first request; a later one ends the process at once
 */
export function listenForStop(onStop: () => void): AbortSignal {
  const controller = new AbortController();
  let askedAt = 0;
  const stop = (): void => {
    if (!controller.signal.aborted) {
      askedAt = performance.now();
      onStop();
      controller.abort();
    } else if (performance.now() - askedAt > SAME_PRESS_MS) {
      process.exit(130); // an exit handler kills what still runs
    }
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, stop);
  return controller.signal;
}
