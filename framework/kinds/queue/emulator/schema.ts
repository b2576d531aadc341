/**
 * How the database grew; each entry is applied once. Times are milliseconds since 1970. Bodies come last in their row, so that reading
 * what stands before them never touches the pages that a large one spills over.
 *
 * `heads` holds the oldest message of each group, which alone decides whether a FIFO queue may give out the group;
 * the triggers keep it in step, so that a receive never walks a backlog.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE queues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    attributes TEXT NOT NULL,
    tags TEXT NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    purged INTEGER
  ) STRICT;

  CREATE TABLE messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    queue INTEGER NOT NULL REFERENCES queues ON DELETE CASCADE,
    visible INTEGER NOT NULL,
    received INTEGER NOT NULL,
    enqueued INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    firstReceived INTEGER,
    id TEXT NOT NULL,
    groupId TEXT,
    deduplicationId TEXT,
    source TEXT,
    trace TEXT,
    attributes TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messagesByVisibility ON messages (queue, visible);
  CREATE INDEX messagesByAge ON messages (queue, enqueued);
  CREATE INDEX messagesByReceives ON messages (queue, received) WHERE received > 0;
  CREATE INDEX messagesByGroup ON messages (queue, groupId) WHERE groupId IS NOT NULL;

  CREATE TABLE heads (
    queue INTEGER NOT NULL,
    groupId TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    visible INTEGER NOT NULL,
    PRIMARY KEY (queue, groupId)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX headsByVisibility ON heads (queue, visible, sequence);

  CREATE TRIGGER headAdded AFTER INSERT ON messages WHEN new.groupId IS NOT NULL BEGIN
    INSERT OR IGNORE INTO heads VALUES (new.queue, new.groupId, new.sequence, new.visible);
  END;
  CREATE TRIGGER headHidden AFTER UPDATE OF visible ON messages WHEN new.groupId IS NOT NULL BEGIN
    UPDATE heads SET visible = new.visible
      WHERE queue = new.queue AND groupId = new.groupId AND sequence = new.sequence;
  END;
  CREATE TRIGGER headRemoved AFTER DELETE ON messages WHEN old.groupId IS NOT NULL BEGIN
    DELETE FROM heads WHERE queue = old.queue AND groupId = old.groupId AND sequence = old.sequence;
    INSERT OR IGNORE INTO heads
      SELECT queue, groupId, sequence, visible FROM messages
      WHERE queue = old.queue AND groupId = old.groupId ORDER BY sequence LIMIT 1;
  END;

  CREATE TABLE deduplications (
    queue INTEGER NOT NULL REFERENCES queues ON DELETE CASCADE,
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (queue, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deduplicationsByAge ON deduplications (queue, expires);

  CREATE TABLE moves (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue INTEGER NOT NULL REFERENCES queues ON DELETE CASCADE,
    destination TEXT,
    started INTEGER NOT NULL,
    total INTEGER NOT NULL,
    moved INTEGER NOT NULL,
    failure TEXT
  ) STRICT;
  `,
];
