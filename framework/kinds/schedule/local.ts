import type { LocalKind } from "../local.ts";
import { openSchedules } from "./emulator/schedules.ts";

/** Schedules on this machine. */
export const local: LocalKind = { open: async (context) => openSchedules(context) };
