import { isTransient } from "./cloud/explain.ts";
import { type Session, stopIfInterrupted } from "./session.ts";

/** Milliseconds without any answer after which asking ends. */
const patience = 300_000;

/** A question that is asked until it has an answer. */
export interface Question<Answer> {
  /** Milliseconds between two times. @default 2000 */
  readonly interval?: number;
  /** One attempt; undefined where there is nothing to say yet. */
  readonly ask: () => Promise<Answer | undefined>;
  /** Present where the user may stop the asking: the state to tell then. */
  readonly stopsWith?: string;
}

/** Asks until there is an answer. An attempt that fails because of the network or of throttling is made again. */
export async function poll<Answer>(session: Session, question: Question<Answer>): Promise<Answer> {
  const { interval = 2_000, ask, stopsWith } = question;
  const { clock, signal } = session;
  let answeredAt = clock.now();
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      answeredAt = clock.now();
    } catch (error) {
      if (!isTransient(error) || clock.now() - answeredAt > patience) throw error;
    }
    await clock.wait(interval, stopsWith === undefined ? undefined : signal);
    if (stopsWith !== undefined) stopIfInterrupted(session, stopsWith);
  }
}
