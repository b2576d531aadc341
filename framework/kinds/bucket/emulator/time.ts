/** A time as HTTP headers write it: `Wed, 21 Oct 2026 07:28:00 GMT`. */
export function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

/** A time as S3 writes it in documents: `2026-10-21T07:28:00.000Z`. */
export function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
