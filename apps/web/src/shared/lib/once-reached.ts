/** The longest wait before another try. */
const LONGEST_MS = 15_000;

/**
 * Does `work` until it succeeds: at once when the network is back, and in longer and longer steps
 * where the browser does not notice that it was away. Ends without having succeeded when `signal`
 * says that nobody waits any more.
 */
export async function onceReached(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let wait = 1000; !signal.aborted; wait = Math.min(2 * wait, LONGEST_MS)) {
    try {
      return await work();
    } catch {
      await pause(wait, signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
