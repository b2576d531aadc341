import type { Finding } from "../../kind.ts";

/** Something is said and nobody is there to hear it. */
export const nobodyListens: Finding = {
  code: "IFFC2901",
  severity: "warning",
  title: "Nobody listens to this signal.",
  hint: "Add a handler with `@OnSignal`, or remove the signal.",
  page: `What is raised on a signal goes to the handlers that listen at that moment and is not kept for later ones:

    @Signal() readonly placed!: Signal<Order>;

    @OnSignal("placed")
    async note(order: Order): Promise<void> {}`,
};
