import { ts } from "ts-morph";
import type { Location } from "../model/location.ts";
import type { Located, Scalar, Unknown } from "./located.ts";

type Plain = Scalar["value"];

const limitOfText = 65_536;

/** Applies a unary or binary operator to known values; an unknown operand makes an unknown result. */
export function calculate(operator: ts.SyntaxKind, operands: readonly Located[], at: Location): Located {
  const [left, right] = operands;
  if (!left) return cannot(at);
  if (operator === ts.SyntaxKind.QuestionQuestionToken && right) return isNullish(left) ? right : left;
  const vague = operands.find((operand) => operand.type === "unknown");
  if (vague) return vague;
  const values = operands.map((operand) => (operand.type === "scalar" ? operand.value : undefined));
  if (values.includes(undefined)) return cannot(at);
  const result = apply(operator, values as readonly Plain[]);
  return result === undefined ? cannot(at) : bounded(result, at);
}

/** Appends a value to a text, the way a template does. */
export function concatenate(text: Located, part: Located): Located {
  if (text.type === "unknown") return text;
  if (part.type === "unknown") return part;
  if (text.type !== "scalar" || part.type !== "scalar") return cannot(part.at);
  return bounded(`${text.value}${part.value}`, text.at);
}

function isNullish(value: Located): boolean {
  return value.type === "absent" || (value.type === "scalar" && value.value === null);
}

function cannot(at: Location): Unknown {
  return { type: "unknown", reason: "these values cannot be combined", external: false, chain: [], at };
}

function bounded(value: Plain, at: Location): Located {
  if (typeof value === "string" && value.length > limitOfText) return { ...cannot(at), reason: "it is too large" };
  return { type: "scalar", value, at };
}

function apply(operator: ts.SyntaxKind, [left, right]: readonly Plain[]): Plain | undefined {
  if (right === undefined) return applyUnary(operator, left);
  if (operator === ts.SyntaxKind.PlusToken && (typeof left === "string" || typeof right === "string")) {
    return `${left}${right}`;
  }
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  return arithmetic.get(operator)?.(left, right);
}

const arithmetic: ReadonlyMap<ts.SyntaxKind, (left: number, right: number) => number> = new Map([
  [ts.SyntaxKind.PlusToken, (left, right) => left + right],
  [ts.SyntaxKind.MinusToken, (left, right) => left - right],
  [ts.SyntaxKind.AsteriskToken, (left, right) => left * right],
  [ts.SyntaxKind.SlashToken, (left, right) => left / right],
  [ts.SyntaxKind.PercentToken, (left, right) => left % right],
  [ts.SyntaxKind.AsteriskAsteriskToken, (left, right) => left ** right],
]);

function applyUnary(operator: ts.SyntaxKind, operand: Plain | undefined): Plain | undefined {
  if (operator === ts.SyntaxKind.ExclamationToken) return !operand;
  if (typeof operand !== "number") return undefined;
  if (operator === ts.SyntaxKind.MinusToken) return -operand;
  return operator === ts.SyntaxKind.PlusToken ? operand : undefined;
}
