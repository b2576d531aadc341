import { type Change, count, formatLocation, type Plan } from "../../framework/toolkit.ts";
import type { Terminal } from "./terminal.ts";

const symbols = { create: "+", update: "~", replace: "±", remove: "-", grant: "+", revoke: "-" } as const;

/** Draws what a deploy of the plan would do: things first, then every permission with the line that needs it. */
export function renderPlan(terminal: Terminal, plan: Plan): void {
  const { colors } = terminal;
  terminal.print(colors.bold(`${plan.app} · ${plan.environment.name}`));
  if (plan.changes.length === 0) {
    terminal.print("Nothing changes but what code the functions have.");
    return;
  }
  const [permissions, things] = partition(plan.changes, (change) => change.subject === "permission");
  for (const change of things) terminal.print(drawThing(terminal, change));
  if (permissions.length > 0) terminal.print(`\n${colors.bold("Permissions")}`);
  for (const change of permissions) terminal.print(drawPermission(terminal, change));
  terminal.print(`\n${summarize(plan)}`);
}

function drawThing({ colors }: Terminal, change: Change): string {
  const kind = change.kind ?? change.subject;
  const loss = change.losesData ? colors.red("  loses its data") : "";
  const detail = change.detail === undefined ? "" : `  ${change.detail}`;
  const place = change.at ? colors.dim(`  ${formatLocation(change.at)}`) : "";
  return `  ${paint(colors, change)} ${kind.padEnd(9)} ${change.id}${detail}${loss}${place}`;
}

function drawPermission({ colors }: Terminal, change: Change): string {
  const place = change.at ? colors.dim(`  ${formatLocation(change.at)}`) : "";
  return `  ${paint(colors, change)} ${change.id}  ${change.detail}${place}`;
}

function paint(colors: Terminal["colors"], { action }: Change): string {
  const symbol = symbols[action];
  if (action === "create" || action === "grant") return colors.green(symbol);
  return action === "update" ? colors.yellow(symbol) : colors.red(symbol);
}

function summarize(plan: Plan): string {
  const by = (action: Change["action"]): number => plan.changes.filter((change) => change.action === action).length;
  const permissions = by("grant") + by("revoke");
  const parts = [
    `${by("create")} to create`,
    `${by("update")} to change`,
    `${by("replace")} to replace`,
    `${by("remove")} to remove`,
  ];
  return `${parts.join(", ")}; ${count(permissions, "permission")} to change. Digest ${plan.digest.slice(0, 12)}`;
}

function partition<Item>(
  items: readonly Item[],
  test: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
