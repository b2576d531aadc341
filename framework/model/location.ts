/** A place in a source file of the user's. */
export interface Location {
  /** Path relative to the project's root, with forward slashes. */
  readonly file: string;
  /** Line, counted from 1. */
  readonly line: number;
  /** Column in UTF-16 units, counted from 1. */
  readonly column: number;
  /** How many UTF-16 units the place spans on its first line. */
  readonly length: number;
}

/** `file:line:column`, as editors and terminals link it. */
export function formatLocation(location: Location): string {
  return `${location.file}:${location.line}:${location.column}`;
}

/** Orders two places by file, line and column. */
export function compareLocations(left: Location, right: Location): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}
