import { Bucket, Queue, Resources, Table } from "iffc";

/** A paragraph of a product file. */
export interface Passage {
  source: string;
  /** Its place in the file, counted from 0. */
  number: number;
  text: string;
}

/** One word of a passage: the index is a table from words to the passages that hold them. */
export interface Entry {
  word: string;
  passage: string;
  source: string;
  text: string;
}

/** What the company knows of its products, shared by the services that fill it and read it. */
@Resources()
export class Knowledge {
  @Bucket() readonly products!: Bucket;
  @Queue() readonly passages!: Queue<Passage>;
  @Table({ partitionKey: "word", sortKey: "passage" }) readonly index!: Table<Entry, "word", "passage">;
}
