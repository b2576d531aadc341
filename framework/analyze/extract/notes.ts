import { ts } from "ts-morph";
import type { Evaluator } from "../evaluate.ts";
import type { Construct, Mention } from "../facts.ts";
import { unwrap } from "./callee.ts";
import { isConst } from "./keys.ts";
import { type Position, positionsOf } from "./positions.ts";
import type { TransferScope } from "./transfers.ts";

/** What a walk through code needs. */
export interface WalkScope extends TransferScope {
  readonly evaluate: Evaluator;
}

/** A walk through one unit, and what it has found so far. */
export interface Walk extends WalkScope {
  readonly references: Set<string>;
  readonly constructs: Construct[];
  readonly mentions: Mention[];
  /** How many functions inside of the unit's own the walk stands in. */
  depth: number;
}

/** What happens to something at a place. */
export interface Note {
  readonly on: string;
  readonly position: Position;
  readonly node: ts.Node;
}

/** Notes everything that happens to what an expression names. */
export function noteAll(on: string, node: ts.Expression, walk: Walk): void {
  for (const position of positionsOf(node, walk)) note({ on, position, node }, walk);
}

/** Notes what happens to something at a place. */
export function note({ on, position, node }: Note, walk: Walk): void {
  const deferred = walk.depth > 0;
  if (position.type === "use") {
    const argument = argumentOf(position.call, walk);
    const at = walk.program.locate(position.node);
    walk.mentions.push({
      type: "use",
      on,
      verb: position.verb,
      ...(argument !== undefined && { argument }),
      deferred,
      at,
    });
  } else {
    walk.mentions.push({ ...position, on, deferred, at: walk.program.locate(node) });
  }
}

function argumentOf(call: ts.CallExpression | undefined, walk: Walk): string | undefined {
  const first = call?.arguments[0];
  if (!first || !mayBeText(first, walk)) return undefined;
  const value = walk.evaluate(first);
  return value.type === "scalar" && typeof value.value === "string" ? value.value : undefined;
}

/** Spares the evaluation of what has the form of something else. */
function mayBeText(node: ts.Expression, walk: Walk): boolean {
  const value = unwrap(node);
  if (ts.isIdentifier(value)) {
    const meaning = walk.names.meaningOf(value);
    const initializer = meaning.type === "declaration" && isConst(meaning.node) ? meaning.node.initializer : undefined;
    return initializer !== undefined && (ts.isIdentifier(unwrap(initializer)) || mayBeText(initializer, walk));
  }
  const isText = ts.isStringLiteralLike(value) || ts.isTemplateExpression(value) || ts.isBinaryExpression(value);
  return isText || ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value);
}
