import { expect, test } from "vitest";
import { openTestSession } from "../../../test/fakes/cloud.ts";
import { arnOf } from "./retained.ts";

test.each([
  ["AWS::S3::Bucket", "files", "arn:aws:s3:::files"],
  ["AWS::DynamoDB::Table", "orders", "arn:aws:dynamodb:eu-central-1:111122223333:table/orders"],
  [
    "AWS::SQS::Queue",
    "https://sqs.eu-central-1.amazonaws.com/111122223333/incoming",
    "arn:aws:sqs:eu-central-1:111122223333:incoming",
  ],
  ["AWS::SQS::Queue", "http://127.0.0.1:4566/000000000000/incoming", "arn:aws:sqs:eu-central-1:111122223333:incoming"],
  ["AWS::Logs::LogGroup", "/orders", "arn:aws:logs:eu-central-1:111122223333:log-group:/orders"],
  ["AWS::SecretsManager::Secret", "arn:aws:secretsmanager:x:y:secret:z", "arn:aws:secretsmanager:x:y:secret:z"],
  ["Test::Thing", "whatever", "whatever"],
])("%s %s is %s", async (type, physicalId, arn) => {
  expect(arnOf({ type, physicalId }, await openTestSession())).toBe(arn);
});
