import { Consumes, Service } from "iffc";
import { Conversations, type Question } from "./conversations.ts";
import { Knowledge } from "./knowledge.ts";
import { type AiProvider, type Candidate, OfflineProvider } from "./provider.ts";
import { wordsOf } from "./words.ts";

/** Answers questions from what was ingested. */
@Service({ team: "knowledge", memory: 512 })
export class Answers {
  private readonly provider: AiProvider = new OfflineProvider();

  constructor(
    private readonly conversations: Conversations,
    private readonly knowledge: Knowledge,
  ) {}

  @Consumes(Conversations, "questions", { timeout: "20 seconds" })
  async answer(question: Question): Promise<void> {
    const { text, sources } = await this.provider.answer(question.text, await this.retrieve(question.text));
    const id = `${question.id}-answer`;
    await this.conversations.messages.put({ chat: question.chat, id, from: "assistant", text, sources });
  }

  /** The passages that share words with the question; a rare word counts for more than one that is everywhere. */
  private async retrieve(text: string): Promise<Candidate[]> {
    const found = new Map<string, Candidate>();
    for (const word of wordsOf(text)) {
      const { items } = await this.knowledge.index.query({ word }, { limit: 50 });
      for (const { passage, source, text: content } of items) {
        const known = found.get(passage) ?? { source, text: content, score: 0 };
        found.set(passage, { ...known, score: known.score + 1 / items.length });
      }
    }
    return [...found.values()].sort((left, right) => right.score - left.score).slice(0, 5);
  }
}
