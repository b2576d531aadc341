import { describe, expect, it } from "vitest";
import { readError } from "./error.ts";

const read = (body: string, headers: Record<string, string> = {}, status = 400) =>
  readError("Do", { status, headers, body: Buffer.from(body) });

describe("readError", () => {
  it("reads the JSON protocols", () => {
    expect(read('{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no"}')).toMatchObject({
      code: "ValidationException",
      message: "Do: no (ValidationException)",
      status: 400,
      operation: "Do",
    });
    expect(read('{"__type":"QueueDoesNotExist","Message":"no"}')).toMatchObject({ code: "QueueDoesNotExist" });
    expect(read('{"__type":"AccessDenied"}', {}, 403)).toMatchObject({ message: "Do: HTTP 403 (AccessDenied)" });
  });

  it("reads REST-XML", () => {
    const xml =
      '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>Not there.</Message><RequestId>4442</RequestId></Error>';
    expect(read(xml, { "x-amz-request-id": "other" }, 404)).toMatchObject({
      code: "NoSuchKey",
      message: "Do: Not there. (NoSuchKey)",
      requestId: "4442",
      status: 404,
    });
  });

  it("takes the request id from the headers of either protocol", () => {
    expect(read("{}", { "x-amzn-requestid": "a" }).requestId).toBe("a");
    expect(read("", { "x-amz-request-id": "b" }).requestId).toBe("b");
    expect(read("").requestId).toBeUndefined();
  });

  it.each(["", "<html>Bad gateway</html>", "oops", "null", "[]", '{"__type":1}'])(
    "makes do with the status for '%s'",
    (body) => {
      expect(read(body, {}, 502)).toMatchObject({ code: "Http502", message: "Do: HTTP 502 (Http502)", status: 502 });
    },
  );
});
