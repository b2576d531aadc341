/** S3. Every request names the account that must own the bucket. */
export interface Objects {
  /** `foreign`: another account owns it. */
  versioning(bucketName: string): Promise<"on" | "off" | "missing" | "foreign">;
  head(bucketName: string, key: string): Promise<ObjectHead | undefined>;
  read(bucketName: string, key: string): Promise<Uint8Array | undefined>;
  write(request: ObjectWrite): Promise<ObjectLocation>;
  /** The first page of versions and delete markers under a prefix, at most 1,000. */
  versions(bucketName: string, prefix: string): Promise<readonly ObjectVersion[]>;
  /** Deletes versions for good and returns the keys that it could not delete, with the reason. */
  deleteVersions(bucketName: string, versions: readonly ObjectVersion[]): Promise<readonly string[]>;
  /** The address under which CloudFormation reads an object. */
  url(location: ObjectLocation): string;
}

/** Where an object is, down to its version. */
export interface ObjectLocation {
  readonly bucketName: string;
  readonly key: string;
  readonly version: string;
}

/** What is known of an object without reading it. */
export interface ObjectHead {
  readonly version: string;
  /** SHA-256 in base64; absent where it was stored without. */
  readonly sha256?: string;
}

/** An object to store. */
export interface ObjectWrite {
  readonly bucketName: string;
  readonly key: string;
  readonly body: Uint8Array;
  /** SHA-256 of the body in base64; S3 refuses what does not match. */
  readonly sha256: string;
  readonly contentType: string;
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  readonly version: string;
}
