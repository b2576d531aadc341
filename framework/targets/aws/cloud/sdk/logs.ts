import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Logs } from "../logs.ts";
import { callForExisting } from "./call.ts";

/** CloudWatch Logs through the SDK. */
export function sdkLogs(client: CloudWatchLogsClient): Logs {
  return {
    async events({ group, from, pattern, page }) {
      const command = new FilterLogEventsCommand({
        logGroupName: group,
        startTime: from,
        filterPattern: pattern,
        nextToken: page,
      });
      const send = () => client.send(command);
      const answer = await callForExisting("logs:FilterLogEvents", send, "ResourceNotFoundException");
      const items = (answer?.events ?? []).map((event) => ({
        id: event.eventId ?? "",
        at: event.timestamp ?? 0,
        message: event.message ?? "",
      }));
      return { items, ...(answer?.nextToken && { next: answer.nextToken }) };
    },
  };
}
