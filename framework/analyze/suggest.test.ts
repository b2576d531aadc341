import { describe, expect, it } from "vitest";
import { didYouMean, suggest } from "./suggest.ts";

describe("suggest", () => {
  it("finds what differs by a few letters, a swap or case", () => {
    expect(suggest("retrys", ["retries", "fifo"])).toBe("retries");
    expect(suggest("nmae", ["name", "environments"])).toBe("name");
    expect(suggest("PARTITIONKEY", ["partitionKey"])).toBe("partitionKey");
  });

  it("finds nothing where everything is far", () => {
    expect(suggest("color", ["fifo", "retries"])).toBeUndefined();
    expect(suggest("x", [])).toBeUndefined();
  });

  it("takes the nearest", () => {
    expect(suggest("send", ["sendAll", "sent", "sends"])).toBe("sent");
  });

  it("names all where none is likely", () => {
    expect(didYouMean("color", ["fifo", "delay"])).toBe("Possible: `fifo`, `delay`.");
    expect(didYouMean("fifi", ["fifo"])).toBe("Did you mean `fifo`?");
    expect(didYouMean("x", [])).toBe("There are none.");
  });
});
