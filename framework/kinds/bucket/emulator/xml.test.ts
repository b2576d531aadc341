import * as fc from "fast-check";
import { expect, test } from "vitest";
import { drawDocument, elementsOf, parseDocument, textOf } from "./xml.ts";

test("a document is drawn with its namespace, and what has no content is left out", () => {
  const drawn = drawDocument("List", [
    ["Name", 'a<b>&"c"\r'],
    ["Count", 0],
    ["None", undefined],
    ["Item", [["Key", true]]],
  ]);
  expect(drawn).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<List xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      "<Name>a&lt;b&gt;&amp;&quot;c&quot;&#xd;</Name><Count>0</Count><Item><Key>true</Key></Item></List>",
  );
});

test("any text of an element that is drawn is read back, spaces and all", async () => {
  const character = fc.oneof(
    fc.constantFrom("&", "<", ">", '"', "'", " ", "\n", "\r", "\t", "&amp;", "]]>", "😀"),
    fc.string({ maxLength: 3 }),
  );
  // XML itself cannot carry other control characters; keys that hold some are listed with encoding-type=url.
  const text = fc
    .array(character)
    .map((parts) => parts.join(""))
    .filter((value) => /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(value));
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const root = await parseDocument(drawDocument("Root", [["Item", [["Key", value]]]]), "Root");
      expect(elementsOf(root, "Item").map((item) => textOf(item, "Key"))).toEqual([value]);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["nothing", ""],
  ["another root", "<Other/>"],
  ["a break", "<Root><Item></Root>"],
  ["a declaration of entities", '<!DOCTYPE Root [<!ENTITY a "b">]><Root>&a;</Root>'],
])("a document with %s is malformed", async (_name, text) => {
  await expect(parseDocument(text, "Root")).rejects.toMatchObject({ code: "MalformedXML" });
});

test("elements are found by name, whatever their prefix", async () => {
  const root = await parseDocument('<s:Root xmlns:s="x"><s:A>1</s:A><s:A>2</s:A><s:B/></s:Root>', "Root");
  expect([textOf(root, "A"), textOf(root, "B"), textOf(root, "C")]).toEqual(["1", "", undefined]);
});
