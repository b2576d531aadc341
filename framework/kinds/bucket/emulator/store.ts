import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "../../database.ts";
import type { LocalContext } from "../../local.ts";
import { openBuckets, type Buckets } from "./buckets.ts";
import { openFiles, type Files } from "./files.ts";
import { openOutbox, type Outbox } from "./outbox.ts";
import { migrations } from "./schema.ts";
import { openUploads, type Uploads } from "./uploads.ts";
import { openVersions, type Versions } from "./versions.ts";

/** Everything that the buckets hold. */
export interface Store {
  readonly database: DatabaseSync;
  readonly buckets: Buckets;
  readonly versions: Versions;
  readonly uploads: Uploads;
  readonly files: Files;
  readonly outbox: Outbox;
  readonly context: LocalContext;
}

/** Opens the store in the emulator's folder; one that is damaged is moved aside. */
export function openStore(context: LocalContext): Store {
  const folder = join(context.folder, "data");
  const { database, interrupted } = openDatabase(folder, migrations, context);
  const versions = openVersions(database);
  const uploads = openUploads(database);
  const files = openFiles(join(folder, "files"));
  if (interrupted) files.sweep(new Set([...versions.files(), ...uploads.files()]));
  return {
    database,
    buckets: openBuckets(database),
    versions,
    uploads,
    files,
    outbox: openOutbox(database, context),
    context,
  };
}

/** Closes the store with everything on disk. */
export async function closeStore(store: Store): Promise<void> {
  await store.outbox.close();
  await store.files.close();
  store.database.close();
}
