import { findFaults, type LambdaHandler, onInvocation, type ServedHandler } from "../../kind.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
interface NotificationEvent {
  readonly Records: readonly { readonly Sns: { readonly Message: string } }[];
}

/** Serves a handler of a signal. What it throws is Lambda's to repeat. */
export function serve([handler]: readonly ServedHandler[]): LambdaHandler {
  return onInvocation(async ({ Records }: NotificationEvent) => {
    for (const { Sns } of Records) {
      const content: unknown = JSON.parse(Sns.Message);
      const validator = handler?.validators["content"];
      const faults = validator && findFaults(validator, content, "content");
      if (faults) throw new TypeError(`The content of a signal is not valid: ${JSON.stringify(faults)}`);
      await handler?.invoke(content);
    }
  });
}
