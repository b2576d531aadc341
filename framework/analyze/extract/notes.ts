import { ts } from "ts-morph";
import type { Evaluator } from "../evaluate.ts";
import type { Construct, Mention } from "../facts.ts";
import { unwrap } from "./functions.ts";
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
  readonly noted: Noted[];
  /** How many functions inside of the unit's own the walk stands in. */
  depth: number;
}

/** A place that names something. What happens to it there is found out only if that may be a resource. */
export interface Noted {
  readonly on: string;
  mentions(): readonly Mention[];
}

/** What happens to something at a place. */
export interface Note {
  readonly on: string;
  readonly position: Position;
  readonly node: ts.Node;
}

/** Notes everything that happens to what an expression names. */
export function noteAll(on: string, node: ts.Expression, walk: Walk): void {
  const deferred = walk.depth > 0;
  const mentions = () => positionsOf(node, walk).map((position) => mentionOf({ on, position, node }, deferred, walk));
  walk.noted.push({ on, mentions });
}

/** Notes what happens to something at a place. */
export function note(what: Note, walk: Walk): void {
  const deferred = walk.depth > 0;
  walk.noted.push({ on: what.on, mentions: () => [mentionOf(what, deferred, walk)] });
}

function mentionOf({ on, position, node }: Note, deferred: boolean, walk: Walk): Mention {
  if (position.type !== "use") return { ...position, on, deferred, at: walk.program.locate(node) };
  const { type, verb } = position;
  const argument = argumentOf(position.call, walk);
  return {
    type,
    on,
    verb,
    ...(argument !== undefined && { argument }),
    deferred,
    at: walk.program.locate(position.node),
  };
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
