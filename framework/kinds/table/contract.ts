import type { DynamoDB, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import {
  definitions,
  failure,
  keySchema,
  settled,
  tableUser,
  type TableSubject,
} from "../../../test/fakes/dynamodb.ts";

/**
 * What code may rely on in a table, over the real protocol. It holds for the embedded DynamoDB and for any other: each
 * test makes tables of its own and needs nothing but a client.
 */
export function tableContract(subject: () => TableSubject): void {
  const client = (): DynamoDB => subject().client;
  const { documents, make } = tableUser(subject);

  describe("tables", () => {
    test("a table is described, listed and deleted", async () => {
      const TableName = await make("id date:N", { byOwner: "owner" });
      const { Table } = await client().describeTable({ TableName });
      expect(Table).toMatchObject({
        TableName,
        TableStatus: "ACTIVE",
        KeySchema: keySchema("id date"),
        BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
        DeletionProtectionEnabled: false,
        GlobalSecondaryIndexes: [{ IndexName: "byOwner", KeySchema: keySchema("owner"), IndexStatus: "ACTIVE" }],
      });
      expect(Table?.TableArn).toMatch(/^arn:aws:dynamodb:.+:\d{12}:table\/test-/u);
      expect((await client().listTables({})).TableNames).toContain(TableName);
      expect(await failure(make("id", {}, { TableName }))).toBe("ResourceInUseException");
      await client().deleteTable({ TableName });
      await expect.poll(() => failure(client().describeTable({ TableName }))).toBe("ResourceNotFoundException");
      expect(await failure(documents().get({ TableName, Key: { id: "a", date: 1 } }))).toBe(
        "ResourceNotFoundException",
      );
    });

    test("a protected table is not deleted", async () => {
      const TableName = await make("id", {}, { DeletionProtectionEnabled: true });
      expect(await failure(client().deleteTable({ TableName }))).toBe("ValidationException");
      await client().updateTable({ TableName, DeletionProtectionEnabled: false });
      await settled(client(), TableName);
      expect(await failure(client().deleteTable({ TableName }))).toBe("no error");
    });

    test("tags are kept, replaced and removed", async () => {
      const TableName = await make("id", {}, { Tags: [{ Key: "team", Value: "shop" }] });
      const ResourceArn = (await client().describeTable({ TableName })).Table?.TableArn;
      await client().tagResource({ ResourceArn, Tags: [{ Key: "stage", Value: "test" }] });
      await client().untagResource({ ResourceArn, TagKeys: ["team"] });
      expect((await client().listTagsOfResource({ ResourceArn })).Tags).toEqual([{ Key: "stage", Value: "test" }]);
    });

    test("continuous backups are told as they were asked for", async () => {
      const TableName = await make("id");
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      const described = { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" } };
      await client().updateContinuousBackups({ TableName, PointInTimeRecoverySpecification });
      const { ContinuousBackupsDescription } = await client().describeContinuousBackups({ TableName });
      expect(ContinuousBackupsDescription).toMatchObject({ ContinuousBackupsStatus: "ENABLED", ...described });
    });
  });

  describe("items", () => {
    const everything = {
      text: "Grüße 😀",
      empty: "",
      number: 12.5,
      yes: true,
      no: false,
      nothing: null,
      list: [1, "two", { three: 3 }],
      map: { deep: { deeper: ["x"] } },
      bytes: new Uint8Array([0, 255]),
      texts: new Set(["a", "b"]),
      numbers: new Set([1, 2]),
    };

    test("every type of value comes back as it was", async () => {
      const TableName = await make("id");
      await documents().put({ TableName, Item: { id: "1", ...everything } });
      expect((await documents().get({ TableName, Key: { id: "1" } })).Item).toEqual({ id: "1", ...everything });
      expect((await documents().get({ TableName, Key: { id: "none" } })).Item).toBeUndefined();
    });

    test("a write answers what was there if it is asked", async () => {
      const TableName = await make("id");
      const put = (value: number) => documents().put({ TableName, Item: { id: "1", value }, ReturnValues: "ALL_OLD" });
      expect((await put(1)).Attributes).toBeUndefined();
      expect((await put(2)).Attributes).toEqual({ id: "1", value: 1 });
      const gone = await documents().delete({ TableName, Key: { id: "1" }, ReturnValues: "ALL_OLD" });
      expect(gone.Attributes).toEqual({ id: "1", value: 2 });
    });

    test("an update changes what it names, and makes what is missing", async () => {
      const TableName = await make("id");
      const update = (UpdateExpression: string, more: object = {}) =>
        documents().update({ TableName, Key: { id: "1" }, UpdateExpression, ReturnValues: "ALL_NEW", ...more });
      await update("SET visits = :one, tags = :tags, #m = :map", {
        ExpressionAttributeNames: { "#m": "map" },
        ExpressionAttributeValues: { ":one": 1, ":tags": ["a", "b", "c", "d"], ":map": { x: 1 } },
      });
      await update("SET visits = visits + :two, started = if_not_exists(started, :two), #m.y = #m.x", {
        ExpressionAttributeNames: { "#m": "map" },
        ExpressionAttributeValues: { ":two": 2 },
      });
      const values = { ":more": ["e"], ":s": new Set(["z"]) };
      await update("SET tags = list_append(tags, :more) ADD marks :s", { ExpressionAttributeValues: values });
      const { Attributes } = await update("REMOVE tags[0], tags[2], started");
      const map = { x: 1, y: 1 };
      expect(Attributes).toEqual({ id: "1", visits: 3, map, tags: ["b", "d", "e"], marks: new Set(["z"]) });
    });

    test.each([
      ["#text = :v", "Grüße 😀", true],
      ["#map = :v", everything.map, true],
      ["#map = :v", { deep: {} }, false],
      ["#list = :v", everything.list, true],
      ["#texts = :v", new Set(["b", "a"]), true],
      ["contains(#list, :v)", { three: 3 }, true],
      ["contains(#text, :v)", "üß", true],
      ["contains(#numbers, :v)", 2, true],
      ["#no IN (:v)", false, true],
      ["#empty IN (:v)", "", true],
      ["attribute_type(#no, :v)", "BOOL", true],
      ["size(#empty) = :v", 0, true],
      ["size(#map) > :v", 0, true],
      ["#number BETWEEN :v AND :v", 12.5, true],
      ["#text > :v", "\uffee", false],
      ["begins_with(#text, :v)", "Grü", true],
      ["#absent <> :v", 1, true],
      ["#absent < :v", 1, false],
      ["attribute_exists(#nothing) AND NOT #yes = :v", false, true],
      ["#map.deep.deeper[0] = :v", "x", true],
    ])("the condition %s with %j: %s", async (ConditionExpression, value, expected) => {
      const TableName = await make("id");
      await documents().put({ TableName, Item: { id: "1", ...everything } });
      const names = [...new Set(ConditionExpression.match(/#\w+/gu))].map((name) => [name, name.slice(1)]);
      const conditional = documents().delete({
        TableName,
        Key: { id: "1" },
        ConditionExpression,
        ExpressionAttributeNames: Object.fromEntries(names),
        ExpressionAttributeValues: { ":v": value },
      });
      expect(await failure(conditional)).toBe(expected ? "no error" : "ConditionalCheckFailedException");
    });

    test("a condition that fails can tell what stood in its way, and nothing is written", async () => {
      const TableName = await make("id");
      await documents().put({ TableName, Item: { id: "1", value: 1 } });
      const ConditionExpression = "attribute_not_exists(id)";
      const more = { ConditionExpression, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
      const again = documents().put({ TableName, Item: { id: "1", value: 2 }, ...more });
      const told = { name: "ConditionalCheckFailedException", Item: { id: { S: "1" }, value: { N: "1" } } };
      await expect(again).rejects.toMatchObject(told);
      expect((await documents().get({ TableName, Key: { id: "1" } })).Item).toEqual({ id: "1", value: 1 });
    });

    test("of writers that all want to be first, one is", async () => {
      const TableName = await make("id");
      const create = (writer: number) =>
        failure(
          documents().put({ TableName, Item: { id: "1", writer }, ConditionExpression: "attribute_not_exists(id)" }),
        );
      const outcomes = (await Promise.all([1, 2, 3, 4, 5].map(create))).sort();
      expect(outcomes).toEqual([...Array(4).fill("ConditionalCheckFailedException"), "no error"]);
    });

    test("keys and sizes keep the limits", async () => {
      const TableName = await make("id");
      const put = (Item: Record<string, unknown>) => failure(documents().put({ TableName, Item }));
      expect(await put({ other: "x" })).toBe("ValidationException");
      expect(await put({ id: 1 })).toBe("ValidationException");
      expect(await put({ id: "" })).toBe("ValidationException");
      expect(await put({ id: "x".repeat(2049) })).toBe("ValidationException");
      expect(await put({ id: "1", data: "x".repeat(409_600) })).toBe("ValidationException");
      expect(await put({ id: "1", data: "x".repeat(400_000) })).toBe("no error");
    });

    test("many items are written and read at once", async () => {
      const TableName = await make("id");
      const requests = Array.from({ length: 25 }, (_, index) => ({ PutRequest: { Item: { id: `${index}` } } }));
      await documents().batchWrite({ RequestItems: { [TableName]: requests } });
      await documents().batchWrite({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: { id: "3" } } }] } });
      const Keys = ["2", "3", "4"].map((id) => ({ id }));
      const { Responses } = await documents().batchGet({ RequestItems: { [TableName]: { Keys } } });
      expect(Responses?.[TableName]?.map(({ id }) => id).sort()).toEqual(["2", "4"]);
      expect(await failure(documents().batchGet({ RequestItems: { [TableName]: { Keys: [...Keys, ...Keys] } } }))).toBe(
        "ValidationException",
      );
    });
  });

  describe("queries", () => {
    const numbers = [-1e15, -5, -0.5, 0, 0.1, 2, 10, 1e15];
    const query = async (TableName: string, KeyConditionExpression: string, more: object = {}) => {
      const result = await documents().query({ TableName, KeyConditionExpression, ...more });
      return result.Items?.map(({ at }) => at as unknown);
    };

    test("items of a partition come in the order of their sort key, either way", async () => {
      const TableName = await make("id at:N");
      for (const at of [...numbers].reverse()) await documents().put({ TableName, Item: { id: "1", at } });
      await documents().put({ TableName, Item: { id: "2", at: 3 } });
      const values = (more: object) => ({ ExpressionAttributeValues: { ":id": "1", ...more } });
      expect(await query(TableName, "id = :id", values({}))).toEqual(numbers);
      const backwards = { ...values({}), ScanIndexForward: false };
      expect(await query(TableName, "id = :id", backwards)).toEqual([...numbers].reverse());
      const named = { ExpressionAttributeNames: { "#at": "at" } };
      expect(await query(TableName, "id = :id AND #at > :at", { ...named, ...values({ ":at": 0 }) })).toEqual([
        0.1, 2, 10, 1e15,
      ]);
      const between = { ...named, ...values({ ":low": -5, ":high": 0.1 }) };
      expect(await query(TableName, "id = :id AND #at BETWEEN :low AND :high", between)).toEqual([-5, -0.5, 0, 0.1]);
    });

    test("a filter and a limit work on pages", async () => {
      const TableName = await make("id at");
      for (const at of ["a", "b", "c", "d"])
        await documents().put({ TableName, Item: { id: "1", at, even: "bd".includes(at) } });
      const input = {
        TableName,
        KeyConditionExpression: "id = :id",
        FilterExpression: "even = :even",
        ProjectionExpression: "#at",
        ExpressionAttributeNames: { "#at": "at" },
        ExpressionAttributeValues: { ":id": "1", ":even": true },
        Limit: 3,
      };
      const first = await documents().query(input);
      expect(first).toMatchObject({
        Items: [{ at: "b" }],
        Count: 1,
        ScannedCount: 3,
        LastEvaluatedKey: { id: "1", at: "c" },
      });
      const second = await documents().query({ ...input, ExclusiveStartKey: first.LastEvaluatedKey });
      expect(second).toMatchObject({ Items: [{ at: "d" }], Count: 1, ScannedCount: 1 });
      const { ProjectionExpression: _, ExpressionAttributeNames: __, ...plain } = input;
      expect(await documents().query({ ...plain, Select: "COUNT" })).toMatchObject({ Count: 1, ScannedCount: 3 });
    });

    test("an index holds what has its keys, also where many items share them", async () => {
      const TableName = await make("id", { byTeam: "team rank:N" });
      const ids = Array.from({ length: 60 }, (_, index) => `${index}`.padStart(2, "0"));
      for (const id of ids) await documents().put({ TableName, Item: { id, team: "a", rank: 1 } });
      await documents().put({ TableName, Item: { id: "other", team: "a" } });
      await documents().update({ TableName, Key: { id: "07" }, UpdateExpression: "REMOVE team" });
      const found: unknown[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await documents().query({
          TableName,
          IndexName: "byTeam",
          KeyConditionExpression: "team = :team",
          ExpressionAttributeValues: { ":team": "a" },
          Limit: 7,
          ExclusiveStartKey,
        });
        found.push(...(page.Items ?? []).map(({ id }) => id as unknown));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(found.map(String).sort()).toEqual(ids.filter((id) => id !== "07"));
    });

    test("segments of a scan share the table out", async () => {
      const TableName = await make("id");
      for (let index = 0; index < 40; index++) await documents().put({ TableName, Item: { id: `${index}` } });
      const segments = [0, 1, 2].map((Segment) => documents().scan({ TableName, Segment, TotalSegments: 3 }));
      const counts = (await Promise.all(segments)).map(({ Count = 0 }) => Count);
      expect(counts.reduce((sum, count) => sum + count)).toBe(40);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    });

    test("an index is added to a table that holds items, and removed", async () => {
      const TableName = await make("id");
      for (const id of ["1", "2"]) await documents().put({ TableName, Item: { id, owner: "x" } });
      const Create = {
        IndexName: "byOwner",
        KeySchema: keySchema("owner"),
        Projection: { ProjectionType: "ALL" as const },
      };
      await client().updateTable({
        TableName,
        AttributeDefinitions: definitions("id", "owner"),
        GlobalSecondaryIndexUpdates: [{ Create }],
      });
      await settled(client(), TableName);
      const scan = () => documents().scan({ TableName, IndexName: "byOwner" });
      expect((await scan()).Count).toBe(2);
      await client().updateTable({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "byOwner" } }] });
      await expect.poll(() => failure(scan())).toBe("ValidationException");
      expect((await documents().scan({ TableName })).Count).toBe(2);
    });
  });

  describe("transactions", () => {
    test("all writes take effect, or none does and each says why", async () => {
      const TableName = await make("id");
      await documents().put({ TableName, Item: { id: "stock", left: 1 } });
      const buy = (id: string) =>
        documents().transactWrite({
          TransactItems: [
            { Put: { TableName, Item: { id }, ConditionExpression: "attribute_not_exists(id)" } },
            {
              Update: {
                TableName,
                Key: { id: "stock" },
                UpdateExpression: "SET #left = #left - :one",
                ConditionExpression: "#left >= :one",
                ExpressionAttributeNames: { "#left": "left" },
                ExpressionAttributeValues: { ":one": 1 },
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
              },
            },
          ],
        });
      await buy("first");
      const refused = await buy("second").catch((error: TransactionCanceledException) => error);
      expect(refused).toMatchObject({
        name: "TransactionCanceledException",
        CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed", Item: { left: { N: "0" } } }],
      });
      const Keys = ["first", "second", "stock"].map((id) => ({ Get: { TableName, Key: { id } } }));
      const { Responses } = await documents().transactGet({ TransactItems: Keys });
      expect(Responses?.map(({ Item }) => Item)).toEqual([{ id: "first" }, undefined, { id: "stock", left: 0 }]);
    });

    test("a check alone can stop a transaction, and one item is written once", async () => {
      const TableName = await make("id");
      const ConditionCheck = { TableName, Key: { id: "gate" }, ConditionExpression: "attribute_exists(id)" };
      const write = () =>
        documents().transactWrite({ TransactItems: [{ ConditionCheck }, { Put: { TableName, Item: { id: "1" } } }] });
      expect(await failure(write())).toBe("TransactionCanceledException");
      await documents().put({ TableName, Item: { id: "gate" } });
      expect(await failure(write())).toBe("no error");
      const Put = { TableName, Item: { id: "1" } };
      const twice = documents().transactWrite({
        TransactItems: [{ Put }, { Delete: { TableName, Key: { id: "1" } } }],
      });
      expect(await failure(twice)).toBe("ValidationException");
    });

    test("a token makes a repeated transaction count once", async () => {
      const TableName = await make("id");
      const add = (amount: number) =>
        documents().transactWrite({
          ClientRequestToken: TableName.slice(-30),
          TransactItems: [
            {
              Update: {
                TableName,
                Key: { id: "1" },
                UpdateExpression: "ADD amount :amount",
                ExpressionAttributeValues: { ":amount": amount },
              },
            },
          ],
        });
      await add(5);
      await add(5);
      expect((await documents().get({ TableName, Key: { id: "1" } })).Item).toEqual({ id: "1", amount: 5 });
      expect(await failure(add(6))).toBe("IdempotentParameterMismatchException");
    });
  });
}
