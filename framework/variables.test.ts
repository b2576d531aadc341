import { expect, it } from "vitest";
import { checkVariable } from "./variables.ts";

it.each(["A", "MY-NAME", "AWS_REGION", "LAMBDA_TASK_ROOT", "1ST", "", "_X"])("C6: refuses the name %j", (name) => {
  expect(checkVariable(name, "x")).toMatchObject({ finding: { code: "IFFC2020" }, on: "name" });
});

it.each([
  ["KEY", "AKIAIOSFODNN7EXAMPLE"],
  ["PEM", "-----BEGIN RSA PRIVATE KEY-----\nMII"],
  ["URL", "postgres://admin:hunter22@db.example.com/shop"],
  ["DSN", "host=db password=hunter22"],
  ["DB_PASSWORD", "hunter22"],
  ["BLOB", "q8Zt3LwP0xYv7NcR2mKd9JhF5sGa1BeU4oTi6"],
])("C7: finds the secret in %s and does not repeat it", (name, value) => {
  const found = checkVariable(name, value);
  expect(found).toMatchObject({ finding: { code: "IFFC2022", hidesSource: true }, on: "value" });
  expect(found?.message).not.toContain(value.split("\n")[0]);
});

it.each([
  ["LOG_LEVEL", "debug"],
  ["URL", "https://api.example.com/v2/orders?page=1"],
  ["COMMIT", "9fceb02d0ae598e95dc970b74767f19372d61af8"],
  ["TABLE", "arn:aws:dynamodb:eu-central-1:111111111111:table/orders"],
  ["DB_PASSWORD", ""],
])("does not take %s for a secret", (name, value) => {
  expect(checkVariable(name, value)).toBeUndefined();
});
