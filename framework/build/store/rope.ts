import { createHash, type Hash } from "node:crypto";
import { constants, crc32, deflateRawSync } from "node:zlib";

/**
 * A file as a chain of parts. Many files begin with the same parts, and whatever is worked out for a beginning (its
 * hash, its checksum, its compressed form) is worked out once for all of them.
 */
export interface Rope {
  readonly before: Rope | undefined;
  readonly part: Buffer;
}

/** A function that makes ropes, the same one for the same beginning and part. */
export function ropeMaker(): (before: Rope | undefined, part: Buffer) => Rope {
  const first = new Map<Buffer, Rope>();
  const next = new WeakMap<Rope, Map<Buffer, Rope>>();
  return (before, part) => {
    const known = before ? (next.get(before) ?? new Map<Buffer, Rope>()) : first;
    if (before) next.set(before, known);
    const rope = known.get(part) ?? { before, part };
    known.set(part, rope);
    return rope;
  };
}

/** The parts of a file in order. */
export function partsOf(rope: Rope): readonly Buffer[] {
  return chainOf(rope).map(({ part }) => part);
}

/** Bytes of a file. */
export const lengthOf = alongChain<number>(({ part }, before = 0) => before + part.length);

/** The CRC-32 of a file. */
export const checksumOf = alongChain<number>(({ part }, before = 0) => crc32(part, before));

const hashed = alongChain<Hash>(({ part }, before) => (before?.copy() ?? createHash("sha256")).update(part));

/** The SHA-256 of a file in hexadecimal. */
export function digestOf(rope: Rope): string {
  return hashed(rope).copy().digest("hex");
}

/** How far back deflate can refer, in bytes: https://www.rfc-editor.org/rfc/rfc1951 */
const windowSize = 32_768;

const windowOf = alongChain<Buffer>(({ part }, before) =>
  part.length >= windowSize || !before
    ? part.subarray(-windowSize)
    : Buffer.concat([before, part]).subarray(-windowSize),
);

/** Each part compressed to whole bytes with what stands before it as dictionary, so that they make one stream in a row. */
const deflated = alongChain<readonly Buffer[]>(({ before, part }, parts = []) => {
  const dictionary = before && windowOf(before);
  const options = { finishFlush: constants.Z_SYNC_FLUSH, ...(dictionary?.length && { dictionary }) };
  return [...parts, deflateRawSync(part, options)];
});

/** An empty last block, which ends a stream. */
const end = Buffer.from([3, 0]);

/** A file as a deflate stream, in pieces. */
export function deflate(rope: Rope): readonly Buffer[] {
  return [...deflated(rope), end];
}

function chainOf(rope: Rope): readonly Rope[] {
  const chain: Rope[] = [];
  for (let current: Rope | undefined = rope; current; current = current.before) chain.push(current);
  return chain.reverse();
}

/** Works something out along a chain, and keeps it for every beginning. */
function alongChain<Value>(step: (rope: Rope, before: Value | undefined) => Value): (rope: Rope) => Value {
  const known = new WeakMap<Rope, { readonly value: Value }>();
  return (rope) => {
    const found = known.get(rope);
    if (found) return found.value;
    let value: Value | undefined;
    for (const link of chainOf(rope)) {
      const kept = known.get(link) ?? { value: step(link, value) };
      known.set(link, kept);
      ({ value } = kept);
    }
    return value as Value;
  };
}
