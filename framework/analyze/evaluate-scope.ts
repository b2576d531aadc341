import type { ts } from "ts-morph";
import type { Names } from "./extract/names.ts";
import type { Program } from "./extract/program.ts";
import type { Located } from "./located.ts";

/** What evaluation looks things up in. */
export interface Scope {
  readonly program: Program;
  readonly names: Names;
  /** Evaluates a part. */
  evaluate(expression: ts.Expression): Located;
  /** The declarations that are being evaluated: one that comes up again refers to itself. */
  readonly open: Set<ts.Node>;
}
