import { type Read, text } from "../../kind.ts";

/** What `@Signal` accepts: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const signalOptions = { title: text({ maxLength: 100 }) };

/** The options of a signal as the model holds them. */
export type SignalProperties = Read<typeof signalOptions>;
