import type { Page } from "./page.ts";

/** CloudWatch Logs. */
export interface Logs {
  /** In order of time; nothing where the group does not exist. */
  events(query: LogQuery): Promise<Page<LogEvent>>;
}

/** Which lines of a log group. */
export interface LogQuery {
  readonly group: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** CloudWatch's filter syntax. */
  readonly pattern?: string;
  readonly page?: string;
}

/** One line of a log. */
export interface LogEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
}
