import { ts } from "ts-morph";
import type { Evaluator } from "../evaluate.ts";
import type { DecoratorFacts } from "../facts.ts";
import type { Reach } from "./reach.ts";
import type { TypeReader } from "./types.ts";

/** What the facts of declarations are read with. */
export interface Reader extends TypeReader {
  readonly evaluate: Evaluator;
  readonly reach: Reach;
}

/** The decorators of iffc's on a declaration, recognised by where they are imported from. */
export function readDecorators(node: ts.Node, reader: Reader): readonly DecoratorFacts[] {
  if (!ts.canHaveDecorators(node)) return [];
  return (ts.getDecorators(node) ?? []).flatMap((decorator) => {
    const call = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined;
    const name = reader.names.iffcName(call ? call.expression : decorator.expression);
    return name === undefined ? [] : [readDecorator(decorator, name, reader)];
  });
}

function readDecorator(decorator: ts.Decorator, name: string, { program, evaluate }: Reader): DecoratorFacts {
  const call = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined;
  return {
    name,
    called: call !== undefined,
    arguments: call?.arguments.map(evaluate) ?? [],
    at: program.locate(decorator),
    span: { start: decorator.getStart(), end: decorator.end },
  };
}
