import type { Operation } from "./call.ts";
import { describeContinuousBackups, updateContinuousBackups } from "./operations/backups.ts";
import { batchGetItem, batchWriteItem } from "./operations/batch.ts";
import { getItem, readItems, writeItem } from "./operations/item.ts";
import { createTable, deleteTable, describeTable, listTables } from "./operations/table.ts";
import { listTagsOfResource, tagResource, untagResource } from "./operations/tags.ts";
import { describeTimeToLive, updateTimeToLive } from "./operations/time-to-live.ts";
import { transactGetItems } from "./operations/transact-get.ts";
import { transactWriteItems } from "./operations/transact-write.ts";
import { updateTable } from "./operations/update-table.ts";

/** Every operation that is emulated, by its name. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["BatchGetItem", batchGetItem],
  ["BatchWriteItem", batchWriteItem],
  ["CreateTable", createTable],
  ["DeleteItem", writeItem],
  ["DeleteTable", deleteTable],
  ["DescribeContinuousBackups", describeContinuousBackups],
  ["DescribeTable", describeTable],
  ["DescribeTimeToLive", describeTimeToLive],
  ["GetItem", getItem],
  ["ListTables", listTables],
  ["ListTagsOfResource", listTagsOfResource],
  ["PutItem", writeItem],
  ["Query", readItems],
  ["Scan", readItems],
  ["TagResource", tagResource],
  ["TransactGetItems", transactGetItems],
  ["TransactWriteItems", transactWriteItems],
  ["UntagResource", untagResource],
  ["UpdateContinuousBackups", updateContinuousBackups],
  ["UpdateItem", writeItem],
  ["UpdateTable", updateTable],
  ["UpdateTimeToLive", updateTimeToLive],
]);
