import { Consumes, type ObjectEvent, OnObject, Service } from "iffc";
import { Knowledge, type Passage } from "./knowledge.ts";
import { wordsOf } from "./words.ts";

/** Turns product files into an index that answers can be found in. */
@Service({ team: "knowledge" })
export class Ingest {
  constructor(private readonly knowledge: Knowledge) {}

  /** Splits a new file into its paragraphs. */
  @OnObject(Knowledge, "products", { suffix: ".md" })
  async split({ key }: ObjectEvent): Promise<void> {
    const text = await this.knowledge.products.getText(key);
    const paragraphs = (text ?? "")
      .split(/\n\s*\n/u)
      .filter((paragraph) => /\S/u.test(paragraph) && !paragraph.startsWith("#"));
    await this.knowledge.passages.sendAll(
      paragraphs.map((paragraph, number) => ({ source: key, number, text: paragraph.replace(/\s+/gu, " ").trim() })),
    );
  }

  /** Enters a paragraph under each of its words. Doing it twice changes nothing. */
  @Consumes(Knowledge, "passages", { batch: 5 })
  async enter({ source, number, text }: Passage): Promise<void> {
    const passage = `${source}#${number}`;
    await Promise.all(wordsOf(text).map((word) => this.knowledge.index.put({ word, passage, source, text })));
  }
}
