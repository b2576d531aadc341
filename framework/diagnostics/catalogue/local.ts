import type { Finding } from "../diagnostic.ts";

/** The port of the last time is taken. */
export const portWasTaken: Finding = {
  code: "IFFC6010",
  title: "The port that the app had is taken by another program, so it has another one now.",
  hint: "Name a port to be sure of it: iffc deploy --env local --port 4400",
  severity: "warning",
  page: `The local target takes the port of the last time, or 4400, and the next free one where that is taken. With
\`--port\` it takes exactly that one, or stops.`,
};

/** Every finding of the local target. */
export const localFindings: readonly Finding[] = [portWasTaken];
