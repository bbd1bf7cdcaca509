import { http } from "./node-http.ts";

/** How long an answer is waited for before anybody wonders, and then how often, and how long, it is asked for a sign. */
export type Patience = {
  readonly firstMs: number;
  readonly signMs: number;
  readonly signs: number;
};

/** Longer than the longest that a healthy server is busy with one thing. */
const PATIENCE: Patience = { firstMs: 10_000, signMs: 6000, signs: 3 };

/**
 * Tells when the server behind a socket gives no sign of life while a request waits: the system takes connections for a
 * process that was stopped by Ctrl-Z, and whoever asked would wait for ever. Call what it gives when the answer is there.
 */
export function watchForDeafness(
  socketPath: string,
  deaf: () => void,
  { firstMs, signMs, signs }: Patience = PATIENCE,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let missed = 0;
  let over = false;
  const look = async (): Promise<void> => {
    if (await gaveSign(socketPath, signMs)) missed = 0;
    else missed += 1;
    if (over) return;
    if (missed >= signs) return deaf();
    timer = setTimeout(() => void look(), missed === 0 ? firstMs : 0).unref();
  };
  timer = setTimeout(() => void look(), firstMs).unref();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

/** Whether anything is answered; a refused connection is a sign, too, which the request itself will meet. */
function gaveSign(socketPath: string, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ socketPath, path: "/health", timeout }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on("timeout", () => {
      resolve(false);
      request.destroy();
    });
    request.on("error", () => resolve(true));
  });
}
