import { createHash } from "node:crypto";
import type { ObjectLocation, Objects, ObjectVersion, ObjectWrite } from "../../framework/targets/aws/cloud/objects.ts";

interface Stored extends ObjectVersion {
  readonly body: Uint8Array;
  readonly sha256: string;
}

/** S3: versioned buckets. */
export class FakeObjects implements Objects {
  readonly buckets = new Map<string, Stored[]>();
  /** Answers for buckets that are not simply there or missing. */
  readonly conditions = new Map<string, "off" | "foreign">();
  /** Keys that cannot be deleted. */
  readonly locked = new Set<string>();

  async versioning(name: string): ReturnType<Objects["versioning"]> {
    return this.conditions.get(name) ?? (this.buckets.has(name) ? "on" : "missing");
  }

  async head(bucketName: string, key: string): ReturnType<Objects["head"]> {
    return this.newest(bucketName, key);
  }

  async read(bucketName: string, key: string): Promise<Uint8Array | undefined> {
    return this.newest(bucketName, key)?.body;
  }

  async write({ bucketName, key, body, sha256 }: ObjectWrite): Promise<ObjectLocation> {
    const stored = this.buckets.get(bucketName);
    if (!stored) throw new Error(`There is no bucket ${bucketName}.`);
    if (sha256 !== createHash("sha256").update(body).digest("base64")) throw new Error("BadDigest");
    const version = `v${stored.length + 1}`;
    stored.push({ key, body, sha256, version });
    return { bucketName, key, version };
  }

  async versions(bucketName: string, prefix: string): Promise<readonly ObjectVersion[]> {
    const found = (this.buckets.get(bucketName) ?? []).filter(({ key }) => key.startsWith(prefix));
    return found.slice(0, 2).map(({ key, version }) => ({ key, version }));
  }

  async deleteVersions(bucketName: string, versions: readonly ObjectVersion[]): Promise<readonly string[]> {
    const free = versions.filter(({ key }) => !this.locked.has(key));
    const isDeleted = (item: Stored): boolean =>
      free.some(({ key, version }) => key === item.key && version === item.version);
    this.buckets.set(
      bucketName,
      (this.buckets.get(bucketName) ?? []).filter((item) => !isDeleted(item)),
    );
    return versions.filter(({ key }) => this.locked.has(key)).map(({ key }) => `${key}: object lock`);
  }

  url({ bucketName, key, version }: ObjectLocation): string {
    return `memory://${bucketName}/${key}?versionId=${version}`;
  }

  /** What an address leads to. */
  at(url: string): Stored {
    const [, bucketName = "", key = "", version = ""] = /^memory:\/\/([^/]+)\/(.+)\?versionId=(.+)$/u.exec(url) ?? [];
    return this.exactly({ bucketName, key, version });
  }

  /** One version of an object. */
  exactly({ bucketName, key, version }: ObjectLocation): Stored {
    const found = this.buckets.get(bucketName)?.find((item) => item.key === key && item.version === version);
    if (!found) throw new Error(`There is no ${bucketName}/${key} of version ${version}.`);
    return found;
  }

  private newest(bucketName: string, key: string): Stored | undefined {
    return this.buckets.get(bucketName)?.findLast((item) => item.key === key);
  }
}
