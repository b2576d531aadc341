/** Writes down every request that a function signs and sends while its app runs on this machine. */
import type { Kind } from "../../framework/kinds/kind.ts";
import { type Caller, type Emulator, WireError, type WireRequest } from "../../framework/kinds/local.ts";
import type { LocalKindEntry } from "../../framework/targets/local/emulators.ts";

/** What the gateway was asked while it answered a request, and what it said. */
export interface Decision {
  readonly action: string;
  /** The ARN on this machine. */
  readonly resource: string;
  readonly allowed: boolean;
}

/** A signed request as it arrived, and how it was answered. */
export interface RecordedCall {
  /** Who signed it. */
  readonly accessKeyId: string;
  /** The service's name in the signature. */
  readonly service: string;
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for S3, whose bodies are not read here. */
  readonly body: string;
  readonly status: number;
  readonly decisions: readonly Decision[];
}

/** The kinds with emulators that report each signed request once it is answered. */
export function recordingKinds(kinds: readonly Kind[], write: (call: RecordedCall) => void): readonly LocalKindEntry[] {
  return kinds.map((kind) => ({
    name: kind.name,
    local: async () => {
      const local = await kind.local();
      return { open: async (context) => recordingEmulator(await local.open(context), write) };
    },
  }));
}

function recordingEmulator(emulator: Emulator, write: (call: RecordedCall) => void): Emulator {
  const handle = emulator.handle?.bind(emulator);
  if (!handle) return emulator;
  return {
    ...emulator,
    async handle(request, caller) {
      const { accessKeyId, service } = signerOf(request);
      const body = service === "s3" ? undefined : await request.body(2_000_000);
      const decisions: Decision[] = [];
      const { method, path, query, headers } = request;
      const end = (status: number): void =>
        write({ accessKeyId, service, method, path, query, headers, body: body?.toString() ?? "", status, decisions });
      try {
        const read = body ? { ...request, body: () => Promise.resolve(body) } : request;
        const answer = await handle(read, watch(caller, decisions));
        end(answer.status);
        return answer;
      } catch (error) {
        if (error instanceof WireError) end(error.status);
        throw error;
      }
    },
  };
}

function watch(caller: Caller, decisions: Decision[]): Caller {
  return {
    require(action, resource) {
      const index = decisions.push({ action, resource, allowed: false }) - 1;
      caller.require(action, resource);
      decisions[index] = { action, resource, allowed: true };
    },
  };
}

/** A signature stands in a header or, of a link, in the query. */
function signerOf({ headers, query }: WireRequest): { readonly accessKeyId: string; readonly service: string } {
  const scope = /Credential=([^,\s]+)/u.exec(headers["authorization"] ?? "")?.[1] ?? query.get("X-Amz-Credential");
  const [accessKeyId = "", , , service = ""] = scope?.split("/") ?? [];
  return { accessKeyId, service };
}
