/** The code of one function, ready to run or to upload: the product of build. */
export interface Artifact {
  /** The function's id. */
  readonly function: string;
  /** The bundle: one file, at an absolute path. */
  readonly file: string;
  /** How the bundle is loaded: `require` or `import`. */
  readonly format: "cjs" | "esm";
  /** SHA-256 of the bundle, and of the packages in its zip, in hexadecimal: equal for equal source on every machine. */
  readonly hash: string;
  /** The source map, at an absolute path, kept beside and never inside the zip. */
  readonly map: string;
  /** The files that the source map refers to: functions that share code share its map. */
  readonly mapParts: readonly string[];
  /** The zip that is uploaded; absent where only the local target asked for the build. */
  readonly zip?: Archive;
  /** The installed packages that the bundle loads when it runs: their folders, absolute, by their names. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Bytes of the bundle, and of the packages in its zip. */
  readonly size: number;
}

/** A zip file with a function's bundle. */
export interface Archive {
  readonly file: string;
  /** SHA-256 of the zip in base64, as Lambda's `CodeSha256` reports it. */
  readonly sha256: string;
  readonly size: number;
}
