import { type Change, count, formatLocation, type Plan } from "../../framework/toolkit.ts";
import { alignColumns, type Cell } from "./columns.ts";
import type { Terminal } from "./terminal.ts";

const actions: Readonly<
  Record<Change["action"], { readonly sign: string; readonly color: "green" | "yellow" | "red" }>
> = {
  create: { sign: "+ create", color: "green" },
  update: { sign: "~ change", color: "yellow" },
  replace: { sign: "± replace", color: "red" },
  remove: { sign: "- remove", color: "red" },
  grant: { sign: "+ grant", color: "green" },
  revoke: { sign: "- revoke", color: "red" },
};

const sections = [
  ["Resources", "resource"],
  ["Functions", "function"],
  ["Triggers", "trigger"],
  ["Permissions", "permission"],
] as const;

/** Draws what a deploy of the plan would do: things first, then every permission with the line that needs it. */
export function renderPlan(terminal: Terminal, plan: Plan): void {
  const { colors } = terminal;
  const { name, target, account, region } = plan.environment;
  const place = target === "local" ? "" : colors.dim(` · account ${account} · ${region}`);
  terminal.print(`${colors.bold(`${plan.app} · ${name}`)}${place}`);
  if (plan.changes.length === 0) {
    return terminal.print("Nothing to create, change or remove; at most the code of functions differs.");
  }
  for (const [title, subject] of sections) {
    const changes = plan.changes.filter((change) => change.subject === subject);
    if (changes.length === 0) continue;
    const rows = changes.map((change) => drawChange(terminal, change));
    terminal.print(
      [`\n${colors.bold(title)}`, ...alignColumns(rows, terminal.width - 2).map((line) => `  ${line}`)].join("\n"),
    );
  }
  terminal.print(`\n${summarize(plan)}`);
}

function drawChange(
  { colors }: Terminal,
  { action, kind = "", id, label = "", detail = "", losesData, at }: Change,
): readonly Cell[] {
  const { sign, color } = actions[action];
  return [
    { text: sign, paint: colors[color] },
    { text: kind },
    { text: id },
    { text: label },
    { text: detail },
    { text: losesData ? "loses its data" : "", paint: colors.red },
    { text: at ? formatLocation(at) : "", paint: colors.dim },
  ];
}

function summarize({ changes, digest }: Plan): string {
  const by = (action: Change["action"]): number => changes.filter((change) => change.action === action).length;
  const things = [
    [by("create"), "to create"],
    [by("update"), "to change"],
    [by("replace"), "to replace"],
    [by("remove"), "to remove"],
  ] as const;
  const permissions = [
    [by("grant"), "to grant"],
    [by("revoke"), "to revoke"],
  ] as const;
  const parts = [
    ...things.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`),
    ...permissions.filter(([number]) => number > 0).map(([number, what]) => `${count(number, "permission")} ${what}`),
  ];
  return `${parts.join(", ")}. Digest ${digest.slice(0, 12)}`;
}
