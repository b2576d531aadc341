/** A cyclic redundancy check that is fed piece by piece. */
export interface Crc {
  update(piece: Uint8Array): void;
  /** Big-endian, as S3 writes checksums. */
  digest(): Buffer;
}

const castagnoli = table32(0x82f63b78);

/** CRC-32C (Castagnoli), reflected. */
export function createCrc32c(): Crc {
  let crc = -1;
  return {
    update(piece) {
      for (let index = 0; index < piece.length; index++) {
        crc = (castagnoli[(crc ^ (piece[index] as number)) & 0xff] as number) ^ (crc >>> 8);
      }
    },
    digest() {
      const result = Buffer.alloc(4);
      result.writeInt32BE(~crc);
      return result;
    },
  };
}

function table32(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

const nvme = table64(0x9a6c9329ac4bc9b5n);

/** CRC-64/NVME, reflected, in two halves because 64-bit integers are slow in JavaScript. */
export function createCrc64Nvme(): Crc {
  let high = -1;
  let low = -1;
  return {
    update(piece) {
      for (let index = 0; index < piece.length; index++) {
        const entry = (low ^ (piece[index] as number)) & 0xff;
        low = (nvme.low[entry] as number) ^ ((low >>> 8) | (high << 24));
        high = (nvme.high[entry] as number) ^ (high >>> 8);
      }
    },
    digest() {
      const result = Buffer.alloc(8);
      result.writeInt32BE(~high);
      result.writeInt32BE(~low, 4);
      return result;
    },
  };
}

function table64(polynomial: bigint): { readonly high: Int32Array; readonly low: Int32Array } {
  const entries = Array.from({ length: 256 }, (_, index) => {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    return value;
  });
  return {
    high: Int32Array.from(entries, (entry) => Number(BigInt.asIntN(32, entry >> 32n))),
    low: Int32Array.from(entries, (entry) => Number(BigInt.asIntN(32, entry))),
  };
}
