/** Tells those who wait for messages that there may be some. */
export interface Wakeups {
  /** Wakes whoever listens to a queue, once the current work is done. */
  wake(queue: number): void;
  /** Runs a function at each wake until the answer is called. */
  listen(queue: number, run: () => void): () => void;
  readonly closed: boolean;
  /** Wakes everyone for the last time. */
  close(): void;
}

/** Makes the bell of a set of queues. */
export function openWakeups(): Wakeups {
  const listeners = new Map<number, Set<() => void>>();
  const due = new Set<number>();
  let closed = false;
  const ring = (queue: number) => {
    due.delete(queue);
    for (const run of listeners.get(queue) ?? []) run();
  };
  return {
    wake(queue) {
      if (due.has(queue) || !listeners.has(queue)) return;
      due.add(queue);
      queueMicrotask(() => ring(queue));
    },
    listen(queue, run) {
      const runs = listeners.get(queue) ?? new Set();
      listeners.set(queue, runs.add(run));
      return () => {
        runs.delete(run);
        if (runs.size === 0 && listeners.get(queue) === runs) listeners.delete(queue);
      };
    },
    get closed() {
      return closed;
    },
    close() {
      closed = true;
      for (const queue of listeners.keys()) ring(queue);
    },
  };
}
