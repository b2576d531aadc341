/** How the database grew; each entry is applied once. Keys are texts that sort as the values they are made from. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE tables (
    name TEXT PRIMARY KEY,
    description TEXT NOT NULL,
    settings TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE items (
    holder TEXT NOT NULL,
    key TEXT NOT NULL,
    expires INTEGER,
    value TEXT NOT NULL,
    PRIMARY KEY (holder, key)
  );
  CREATE INDEX items_by_expiry ON items (expires) WHERE expires IS NOT NULL;

  CREATE TABLE entries (
    holder TEXT NOT NULL,
    named TEXT NOT NULL,
    item TEXT NOT NULL,
    position TEXT NOT NULL,
    PRIMARY KEY (holder, named, item)
  ) WITHOUT ROWID;
  CREATE INDEX entries_in_order ON entries (holder, named, position, item);

  CREATE TABLE tokens (
    token TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    used INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
];
