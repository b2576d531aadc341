import { Queue, Resources, Table } from "iffc";

/** One line of a chat: what a customer asked, or what was answered. */
export interface Message {
  chat: string;
  /** When it was said and by whom, so that a chat reads in order: `2026-11-22T10:00:00.000Z-customer`. */
  id: string;
  from: "customer" | "assistant";
  text: string;
  /** The product files that an answer quotes. */
  sources?: string[];
}

/** A question on its way to an answer. */
export interface Question {
  chat: string;
  id: string;
  text: string;
}

/** What the chat knows of a customer. */
export interface Profile {
  user: string;
  name: string;
  diet?: "none" | "vegetarian" | "vegan";
}

/** What customers say, shared by the services that read it and answer it. */
@Resources()
export class Conversations {
  @Table({ partitionKey: "chat", sortKey: "id" }) readonly messages!: Table<Message, "chat", "id">;
  @Table({ partitionKey: "user" }) readonly profiles!: Table<Profile, "user">;
  @Queue({ retries: 3 }) readonly questions!: Queue<Question>;
}
