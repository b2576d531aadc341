import type { Finding } from "../../diagnostics/diagnostic.ts";

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

/** Every finding of this kind. */
export const tableFindings: readonly Finding[] = [
  sameKeys,
  attributeTypes,
  tooManyIndexes,
  badIndexName,
  expiringKey,
  unknownIndex,
];
