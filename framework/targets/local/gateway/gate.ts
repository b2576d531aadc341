/** Whether the gateway lets requests in. */
export interface Gate {
  /** `draining`: functions may still call services, and nothing new comes in from outside. */
  readonly phase: "starting" | "serving" | "draining";
  /** Resolves when the gate opens for the first time. */
  readonly opened: Promise<void>;
  open(): void;
  drain(): void;
}

/** A gate before which requests wait until the app has started. */
export function createGate(): Gate {
  let phase: Gate["phase"] = "starting";
  const { promise, resolve } = Promise.withResolvers<void>();
  const enter = (next: Gate["phase"]): void => {
    phase = next;
    resolve();
  };
  return {
    get phase() {
      return phase;
    },
    opened: promise,
    open: () => enter("serving"),
    drain: () => enter("draining"),
  };
}
