import type { Kind, TriggerDefinition } from "../kind.ts";
import { bundledModule } from "../module.ts";
import { synthesizeTrigger } from "./aws.ts";
import { scheduleFindings } from "./findings.ts";
import { cronArgument, cronOptions, everyArgument, type ScheduleProperties } from "./options.ts";
import { checkCron, checkRate } from "./rules.ts";

const schedules = {
  listensTo: "nothing",
  repeatable: true,
  tier: "service",
  timeout: { default: 60, max: 900 },
  serve: bundledModule(import.meta.url, "./serve", "serve"),
  aws: synthesizeTrigger,
} as const;

const every: TriggerDefinition<ScheduleProperties> = {
  ...schedules,
  decorators: { Every: {} },
  argument: everyArgument,
  options: {},
  check: checkRate,
  describe: ({ properties: { rate } }) => ({ label: `every ${rate}` }),
};

const cron: TriggerDefinition<ScheduleProperties> = {
  ...schedules,
  decorators: { Cron: {} },
  argument: cronArgument,
  options: cronOptions,
  check: checkCron,
  describe: ({ properties: { cron: fields, timezone = "UTC" } }) => ({ label: `at ${fields} (${timezone})` }),
};

/** Moments in time. */
export const schedule: Kind = {
  name: "schedule",
  triggers: [every, cron],
  findings: scheduleFindings,
  local: async () => (await import("./local.ts")).local,
};
