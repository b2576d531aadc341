import type { CatalogueEntry, Finding } from "../../diagnostics/diagnostic.ts";
import type { FailureEntry } from "../../diagnostics/failure.ts";

/** The two keys of a table or an index must be two attributes. */
export const sameKeys: Finding = {
  code: "IFFC2201",
  title: "The partition key and the sort key are the same attribute.",
  hint: "Leave `sortKey` out, or name another attribute.",
  page: `The partition key says where items are kept, the sort key tells apart and orders those that are kept together. One
attribute cannot do both: with the same value in the partition key, there is one item and nothing to order. DynamoDB
refuses such a key.`,
};

/** Keys share one list of attributes per table, each with one type. */
export const attributeTypes: Finding = {
  code: "IFFC2202",
  title: "One attribute is a text in one key and a number in another.",
  hint: 'Write the same type everywhere: `{ name, type: "number" }` for a number, the bare name for a text.',
  page: `A table has one definition for each attribute that is part of any of its keys. An attribute that is written as a bare
name is a text; a number is declared in every place where it is a key:

    @Table({
      partitionKey: "customer",
      sortKey: { name: "year", type: "number" },
      indexes: { byYear: { partitionKey: { name: "year", type: "number" } } },
    })`,
};

/** The account's quota, and a sign of too much in one table. */
export const tooManyIndexes: Finding = {
  code: "IFFC2203",
  title: "A table has at most 20 global secondary indexes.",
  hint: "Remove indexes, or split the table.",
  page: `DynamoDB allows 20 global secondary indexes for each table. Every index is a copy of the items that is paid for and kept
up to date with every write. One index can serve several questions when its keys hold composed values, such as
\`status#date\`.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html`,
};

/** Names as DynamoDB allows them. */
export const badIndexName: Finding = {
  code: "IFFC2204",
  title: "An index has a name that DynamoDB does not allow.",
  hint: "Use 3 to 255 letters, digits, underscores, hyphens or dots, such as `byCustomer`.",
  page: `The name of an index is part of its ARN and of every query: 3 to 255 characters out of a-z, A-Z, 0-9, underscore, hyphen
and dot.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html`,
};

/** A key must be there, an expiry is a number of seconds. */
export const expiringKey: Finding = {
  code: "IFFC2205",
  title: "The attribute that says when an item expires is a text key of the table.",
  hint: 'Name an attribute that holds a number of seconds since 1970, or declare the key with `type: "number"`.',
  page: `DynamoDB deletes an item once the number in its \`expires\` attribute, read as seconds since 1970, is past. It passes over
items whose attribute is a text, so that nothing would ever expire.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html`,
};

/** A query of an index that the table does not declare. */
export const unknownIndex: Finding = {
  code: "IFFC2206",
  title: "The table has no index of this name.",
  hint: "Declare it in `indexes`, or correct the name.",
  page: `\`queryIndex\` takes the name of a global secondary index that the table declares:

    @Table({ partitionKey: "id", indexes: { byCustomer: { partitionKey: "customer" } } })
    readonly orders!: Table<Order, "id">;

    await this.orders.queryIndex("byCustomer", { customer });`,
};

/** CloudFormation takes one index at a time. */
export const indexesAtOnce: Finding = {
  code: "IFFC2207",
  title: "One deploy can add or remove one index of a table.",
  hint: "Deploy once for each index.",
  exit: 3,
  page: `DynamoDB builds one index of a table at a time, and CloudFormation refuses an update that adds or removes more than one;
an index that is renamed is one removed and one added. Deploy in steps: add the new index, deploy, remove the old one,
deploy again. A table that is not deployed yet may start with all of its indexes.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html`,
};

/** The keys of an index are fixed when it is made. */
export const indexKeysChanged: Finding = {
  code: "IFFC2208",
  title: "The keys of an index cannot change.",
  hint: "Give the index another name, in two deploys: add the new one, then remove the old one.",
  exit: 3,
  page: `An index holds a copy of the items, kept by its own keys. DynamoDB does not rebuild it for others, and CloudFormation
fails the update. The table itself and its items are not concerned: add an index with the new keys under another name,
deploy, let queries use it, and remove the old one in a further deploy.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html`,
};

/** Expiry has to be off before it can be read from another attribute. */
export const expiryMoved: Finding = {
  code: "IFFC2209",
  title: "The attribute that says when items expire cannot change in one deploy.",
  hint: "Remove `expires`, deploy, and name the new attribute in another deploy an hour later.",
  exit: 3,
  page: `DynamoDB lets items expire by one attribute, has to stop before it can use another, and takes such a change of a table
once an hour. Items keep both attributes meanwhile, so that none is lost: those that are due expire a little later.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-timetolivespecification.html`,
};

/** A local table that holds items was declared with another key. */
export const localKeyChanged: FailureEntry = {
  code: "IFFC2210",
  title: "A table's key changed, and the local table holds items.",
  hint: "A table's key cannot change. Give the field an id of its own to start a new table, or remove the local one with `iffc destroy --env local`.",
  fault: "user",
  exit: 3,
  page: `Items are kept by their key, so that a table with another key is another table. A local table that is empty gives way;
one that holds items stops the start, so that nothing you typed in is lost.

To keep both, give the field an id of its own, \`id: "Orders.ordersByCustomer"\`, and copy what you need. To start afresh,
\`iffc destroy --env local\` removes everything of the app on this machine.`,
};

/** Every entry of this kind. */
export const tableFindings: readonly CatalogueEntry[] = [
  sameKeys,
  attributeTypes,
  tooManyIndexes,
  badIndexName,
  expiringKey,
  unknownIndex,
  indexesAtOnce,
  indexKeysChanged,
  expiryMoved,
  localKeyChanged,
];
