import { call, given, prepare } from "../../kind.ts";
import type { Signal } from "./decorator.ts";

/** What the entrypoint knows of a signal. */
export interface SignalSettings {
  readonly arn: string | undefined;
}

/** The client of a signal. */
export function createClient(settings: SignalSettings): Signal<unknown> {
  prepare("sns");
  return {
    async raise(content) {
      const input = {
        Action: "Publish",
        Version: "2010-03-31",
        TopicArn: given(settings.arn, "The topic's ARN"),
        Message: JSON.stringify(content),
      };
      await call({
        service: "sns",
        operation: "Publish",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(input).toString(),
      });
    },
  };
}
