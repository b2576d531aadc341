import { wordsOf } from "./words.ts";

/** A passage that may hold the answer, and how well it fits the question. */
export interface Candidate {
  source: string;
  text: string;
  score: number;
}

/** What an answer says, and what it quotes. */
export interface Answer {
  text: string;
  sources: string[];
}

/** Something that answers a question from passages: a hosted model, or the offline one below. */
export interface AiProvider {
  answer(question: string, candidates: readonly Candidate[]): Promise<Answer>;
}

/** Finds the sentence that shares most with the question and quotes it; knows nothing beyond the passages. */
export class OfflineProvider implements AiProvider {
  async answer(question: string, candidates: readonly Candidate[]): Promise<Answer> {
    const asked = new Set(wordsOf(question));
    const sentences = candidates.flatMap(({ source, text, score }) =>
      text.split(/(?<=[.!?])\s+/u).map((sentence) => ({
        source,
        sentence,
        score,
        shared: wordsOf(sentence).filter((word) => asked.has(word)).length,
      })),
    );
    const [best] = sentences.sort((left, right) => right.shared - left.shared || right.score - left.score);
    if (!best || best.shared < 2) return { text: "I do not know. None of our product files says so.", sources: [] };
    return { text: best.sentence, sources: [best.source] };
  }
}
