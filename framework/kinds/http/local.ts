import type { LocalKind } from "../local.ts";
import { openApi } from "./emulator/api.ts";
import { createTokenVerifier } from "./emulator/authorize.ts";

/** The app's HTTP API on this machine. */
export const local: LocalKind = { open: async (context) => openApi(context, createTokenVerifier()) };
