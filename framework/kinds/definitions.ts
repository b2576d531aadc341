/** The definitions of all kinds, one line each: what the phases know of them. Never bundled into functions. */
export { bucket } from "./bucket/kind.ts";
export { http } from "./http/kind.ts";
export { queue } from "./queue/kind.ts";
export { schedule } from "./schedule/kind.ts";
export { table } from "./table/kind.ts";
